import type { Page } from 'playwright-core';
import type { TuttiServer } from '../tutti-server.ts';

/** As the owner, over the link that the server has printed. */
export async function logIn(page: Page, { loginUrl }: Pick<TuttiServer, 'loginUrl'>): Promise<void> {
  await page.goto(loginUrl);
  await page.getByRole('heading', { name: 'Home' }).waitFor();
}

import type { Page } from 'playwright-core';

/** The radio button itself is for screen readers; people press its words. */
export async function chooseWord(page: Page, word: string): Promise<void> {
  await page
    .locator('label')
    .filter({ hasText: new RegExp(`^${word}$`) })
    .click();
}

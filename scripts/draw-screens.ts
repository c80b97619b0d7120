// Takes the pictures of docs/screens from the real server and a real browser: npm run screens.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { Browser, type Look, SIZES } from '../e2e/browser/open-browser.ts';
import { populate } from '../e2e/browser/populate.ts';
import { buildWeb } from './build-web.mjs';

const ROOT = join(import.meta.dirname, '..');
const FOLDER = join(ROOT, 'docs', 'screens');

interface Picture extends Look {
  readonly name: string;
  readonly path: string;
}

async function main(): Promise<void> {
  buildWeb(ROOT, process.execPath);
  mkdirSync(FOLDER, { recursive: true });
  await using populated = await populate();
  await using browser = await Browser.open();
  const page = await browser.page();
  await page.goto(populated.server.loginUrl);
  await page.getByRole('heading', { name: 'Home' }).waitFor();
  const pictures: readonly Picture[] = [
    { name: 'run-light', path: `/runs/${populated.done}`, theme: 'light' },
    { name: 'approval-dark', path: `/runs/${populated.waits}`, theme: 'dark' },
    { name: 'run-phone', path: `/runs/${populated.waits}`, theme: 'light', size: 'phone' },
  ];
  for (const picture of pictures) await take(page, `${populated.server.url}/ui`, picture);
}

async function take(
  page: Page,
  base: string,
  { name, path, theme = 'light', size = 'desktop' }: Picture,
): Promise<void> {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
  await page.setViewportSize(SIZES[size]);
  await page.goto(`${base}${path}`);
  await page.locator('[data-caught-up="true"]').waitFor();
  await page.waitForLoadState('networkidle');
  const file = join(FOLDER, `${name}.png`);
  await page.screenshot({ path: file });
  console.log(file);
}

await main();

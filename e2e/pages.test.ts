/** Every page, in both themes and at both sizes: it shows what it should, nothing hangs out of it, and axe has no complaint. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { expectTidy } from './browser/expect-whole.ts';
import { logIn } from './browser/log-in.ts';
import { Browser, SIZES, type Size, type Theme } from './browser/open-browser.ts';
import { type Populated, populate } from './browser/populate.ts';

let populated: Populated;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  populated = await populate();
  browser = await Browser.open();
  page = await browser.page();
  await logIn(page, populated.server);
});
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
  await populated?.[Symbol.asyncDispose]();
});

/** The address below /ui, and what somebody sees there. */
const PAGES: Readonly<Record<string, (runs: Populated) => readonly [path: string, heading: string | RegExp]>> = {
  home: () => ['', 'Home'],
  'new task': () => ['/tasks/new', 'New task'],
  runs: () => ['/runs', 'Runs'],
  'a run': ({ done }) => [`/runs/${done}`, /Compare three ways/],
  'a run that failed': ({ failed }) => [`/runs/${failed}`, /Write release notes/],
  'a run that waits': ({ waits }) => [`/runs/${waits}`, /Is result\.md good/],
  artefacts: ({ done }) => [`/runs/${done}?tab=artefacts`, /Compare three ways/],
  events: ({ done }) => [`/runs/${done}?tab=events`, /Compare three ways/],
  details: ({ done }) => [`/runs/${done}?tab=details`, /Compare three ways/],
  'what waits': () => ['/approvals', 'Waits for you'],
  agents: () => ['/agents', 'Agents'],
  'an agent': () => ['/agents/project', 'project'],
  models: () => ['/models', 'Models'],
  providers: () => ['/models?tab=providers', 'Configured'],
  'which model': () => ['/models?tab=which', 'Which would answer?'],
  costs: () => ['/costs', 'Costs'],
  budgets: () => ['/costs?tab=budgets', 'Budgets'],
  workers: () => ['/workers', 'Workers'],
  system: () => ['/system', 'System'],
  gallery: () => ['/gallery', 'Gallery'],
};

const LOOKS: readonly (readonly [Theme, Size])[] = [
  ['light', 'desktop'],
  ['dark', 'phone'],
  ['dark', 'desktop'],
  ['light', 'phone'],
];

describe.each(LOOKS)('in %s on a %s', (theme, size) => {
  it.each(Object.keys(PAGES))('%s is whole', async (name) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await page.setViewportSize(SIZES[size]);
    const [path, heading] = PAGES[name]?.(populated) ?? ['', ''];
    await page.goto(`${populated.server.url}/ui${path}`);
    await page.getByRole('heading', { name: heading }).first().waitFor();
    await page.waitForLoadState('networkidle');
    await expectTidy(page);
  });
});

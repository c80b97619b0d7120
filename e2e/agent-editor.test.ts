/** An agent from its making to its end over a real server, in Chromium: made, tried, written by two at once, compared, restored, retired. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectWhole } from './browser/expect-whole.ts';
import { SIZES } from './browser/open-browser.ts';
import { Visit } from './browser/visit.ts';
import type { TuttiServer } from './tutti-server.ts';

const FIRST = 'Answers letters to the harbour office.';
const SECOND = 'Answers letters, and counts them.';
const LONG = { timeout: 300_000 };

let visit: Visit;
let server: TuttiServer;
let page: Page;

beforeAll(async () => {
  visit = await Visit.begin();
  ({ server, page } = visit);
}, 120_000);
afterAll(() => visit?.[Symbol.asyncDispose]());

const button = (name: string | RegExp, on: Page = page) => on.getByRole('button', { name, exact: true });
const openTab = (name: string) => page.getByRole('tab', { name }).click();
const untilRead = (on: Page = page) => on.locator('[data-checked="true"]').waitFor();
async function look(): Promise<void> {
  await expectWhole(page);
  await page.setViewportSize(SIZES.desktop);
}

async function openEditor(): Promise<Page> {
  const tab = await visit.browser.context.newPage();
  await tab.goto(`${server.url}/ui/agents/harbour-clerk/edit`);
  await tab.getByLabel('Purpose').waitFor();
  return tab;
}

it('is made in a form, with its mistakes told as one types, and tried', LONG, async () => {
  await page.goto(`${server.url}/ui/agents`);
  await page.getByRole('link', { name: 'New agent' }).click();
  await page.getByLabel('Id', { exact: true }).fill('Harbour Clerk');
  await page.getByRole('list', { name: 'Mistakes' }).getByText('lower case').waitFor();
  await page.getByLabel('Id', { exact: true }).fill('harbour-clerk');
  await page.getByLabel('Purpose').fill(FIRST);
  await page.getByLabel('Instructions').fill('Answer letters.\n\nHand counting to `analysis`.');
  await page.getByLabel('Can do').fill('letters, tone-of-voice');
  await page.getByText('No mistakes.').waitFor();
  await look();
  await button('Create').click();
  await page.getByRole('heading', { name: 'harbour-clerk', level: 1 }).waitFor();
  await look();

  await openTab('Record');
  await page.getByText('It has worked in no run yet').waitFor();
  await openTab('Try it');
  await page.getByLabel('Request').fill('Answer the complaint about the noise.');
  await look();
  await button('Start').click();
  await page.locator('[data-status="completed"]').first().waitFor();
  await openTab('Details');
  const agents = page.getByRole('list', { name: 'Agents' });
  await agents.getByText('version 1').waitFor();
  await agents.getByText(FIRST).waitFor();
});

it(
  'is written by two at once: the second is told and shown what the first one did, and loses nothing',
  LONG,
  async () => {
    const [one, other] = [await openEditor(), await openEditor()];
    await one.getByLabel('Purpose').fill(SECOND);
    await untilRead(one);
    await button('Save', one).click();
    await one.getByRole('heading', { name: 'harbour-clerk', level: 1 }).waitFor();

    await other.getByLabel('Instructions').fill('Answer letters kindly.');
    await other.reload();
    expect(await other.getByLabel('Instructions').inputValue()).toBe('Answer letters kindly.');
    await button('Save', other).click();
    await other.getByText('Somebody has changed this agent meanwhile').waitFor();
    const diff = other.getByRole('group', { name: 'What is different in harbour-clerk' });
    await expect.poll(() => diff.textContent(), { timeout: 60_000 }).toContain('counts them');
    expect(await other.getByLabel('Instructions').inputValue()).toBe('Answer letters kindly.');
    await expectWhole(other);
    await button('Save mine on top of theirs', other).click();
    await other.getByRole('heading', { name: 'harbour-clerk', level: 1 }).waitFor();
    for (const tab of [one, other]) await tab.close();
  },
);

it('is compared and restored, and its text is written with every unseen sign in sight', LONG, async () => {
  await page.goto(`${server.url}/ui/agents/harbour-clerk?tab=versions`);
  const versions = page.getByRole('list', { name: 'Versions' });
  await versions.locator('[data-version="3"]').getByText('counts now').waitFor();
  await button('Compare version 2 with the one before it').click();
  const diff = page.getByRole('group', { name: 'What is different in harbour-clerk' });
  await expect.poll(() => diff.textContent(), { timeout: 60_000 }).toContain('counts them');
  await page.getByRole('combobox', { name: 'To' }).selectOption('3');
  await expect.poll(() => diff.textContent(), { timeout: 60_000 }).toContain('kindly');
  await look();
  await button('Restore version 2').click();
  await versions.locator('[data-version="4"]').getByText('counts now').waitFor();
  await versions.getByText('as in version 2').waitFor();

  await page.getByRole('link', { name: 'Edit' }).click();
  await page.getByLabel('Purpose').waitFor();
  expect(await page.getByLabel('Purpose').inputValue()).toBe(SECOND);
  await page.getByText('Text', { exact: true }).click();
  const area = page.getByLabel('The whole definition');
  const text = await area.inputValue();
  await area.fill(`${text.replace('purpose:', 'purposes:')}\nBe kind.\u200b`);
  await page.getByRole('list', { name: 'Mistakes' }).getByText('unknown key purposes').waitFor();
  await page.getByRole('list', { name: 'Worth knowing' }).getByText('\\u200b').waitFor();
  await look();
  await page.getByText('Form', { exact: true }).click();
  await page.getByText('Mend the mistakes in the text first').waitFor();
  await page.getByRole('link', { name: 'Agents' }).first().click();
  await page.getByRole('dialog').getByText('What you have written here is not saved.').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
  await page.getByRole('heading', { name: 'Agents', level: 1 }).waitFor();
  await page.goto(`${server.url}/ui/agents/harbour-clerk/edit`);
  await page.getByLabel('Purpose').waitFor();
  expect(await page.getByLabel('Purpose').inputValue()).toBe(SECOND);
});

it('takes the place of a shipped one until it is given back', LONG, async () => {
  await page.goto(`${server.url}/ui/agents/drafting/edit`);
  await page.getByLabel('Purpose').fill('Drafts our way.');
  await button('Save').click();
  await page.getByText('stands in the place of the shipped one').waitFor();
  await page.getByRole('link', { name: 'Show what is different' }).click();
  const diff = page.getByRole('group', { name: 'What is different in drafting' });
  await expect.poll(() => diff.textContent(), { timeout: 60_000 }).toContain('Drafts our way.');
  await look();
  await button('Back to shipped').click();
  await page.getByText('stands in the place of the shipped one').waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Edit' }).click();
  await page.getByLabel('Purpose').waitFor();
  expect(await page.getByLabel('Purpose').inputValue()).not.toBe('Drafts our way.');
});

it(
  'is taken out of use, is found there and brought back; its old run still shows what it began with',
  LONG,
  async () => {
    await page.goto(`${server.url}/ui/agents/harbour-clerk?tab=record`);
    await page.getByRole('list', { name: 'Last runs' }).getByRole('link').first().waitFor();
    await look();
    await button('Retire').click();
    await page.getByText('This agent is out of use.').waitFor();
    await look();
    await page.getByRole('list', { name: 'Last runs' }).getByRole('link').first().click();
    await openTab('Details');
    const agents = page.getByRole('list', { name: 'Agents' });
    await agents.getByText(FIRST).waitFor();
    await agents.getByRole('link', { name: 'harbour-clerk' }).click();
    await page.locator('[data-version="1"][aria-current="true"]').waitFor();

    await page.goto(`${server.url}/ui/agents`);
    await page.getByRole('link', { name: 'Out of use' }).click();
    await page.getByRole('link', { name: 'harbour-clerk' }).click();
    await button('Bring it back').click();
    await page.getByText('This agent is out of use.').waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Use in a task' }).waitFor();
  },
);

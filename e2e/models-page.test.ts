/** The page of models over a real server: without a key, with one that a person adds, and with a provider that has hundreds of models. */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { LLMock } from '@copilotkit/aimock';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { chooseWord } from './browser/choose-word.ts';
import { expectWhole } from './browser/expect-whole.ts';
import { Visit } from './browser/visit.ts';
import type { TuttiServer } from './tutti-server.ts';
import { untilStatus } from './until-status.ts';

const SECRET = 'plain-looking-key-of-nobody-4711';
const USAGE = { prompt_tokens: 40, completion_tokens: 9, input_tokens: 40, output_tokens: 9 };
const MANY = 1_000;
const SOON = { timeout: 60_000, interval: 200 };

const mock = new LLMock({ port: 0, chunkSize: 4 });
/** Undefined while there is none to be fetched. */
let freshCatalogue: string | undefined;
let many: Server;
let visit: Visit;
let server: TuttiServer;
let page: Page;

beforeAll(async () => {
  await mock.start();
  many = await serveManyModels();
  visit = await Visit.begin({ env: { TUTTI_CATALOGUE_URL: `${urlOf(many)}/catalogue.json` } });
  ({ server, page } = visit);
}, 120_000);
afterAll(async () => {
  await visit?.[Symbol.asyncDispose]();
  await mock.stop();
  many?.close();
  many?.closeAllConnections();
});

/** A server that speaks as OpenAI does and has more models than anybody reads. */
async function serveManyModels(): Promise<Server> {
  const data = Array.from({ length: MANY }, (_, index) => ({
    id: `family-${String(index).padStart(4, '0')}${index % 50 === 0 ? '-with-a-name-that-goes-on-and-on'.repeat(3) : ''}`,
    object: 'model',
  }));
  const listening = createServer(({ url }, response) => {
    const isList = url?.endsWith('/models') === true;
    const catalogue = url === '/catalogue.json' ? freshCatalogue : undefined;
    response.writeHead(isList || catalogue !== undefined ? 200 : 404, { 'content-type': 'application/json' });
    response.end(isList ? JSON.stringify({ object: 'list', data }) : (catalogue ?? '{}'));
  });
  await new Promise<void>((resolve) => void listening.listen(0, '127.0.0.1', resolve));
  return listening;
}

/** What the shipped catalogue was made from, but for a new model, one that is gone and a price. */
function changeCatalogue(): string {
  const source = join(import.meta.dirname, '..', 'catalog', 'models', 'source', 'models-dev.json');
  const data = JSON.parse(readFileSync(source, 'utf8'));
  const { models } = data.openai;
  models['gpt-9'] = { ...models['gpt-5.5'], id: 'gpt-9', name: 'GPT-9', release_date: '2026-11-01' };
  delete models['gpt-5.4-pro'];
  models['gpt-5.5'].cost.input = 4;
  return JSON.stringify(data);
}

function urlOf(listening: Server): string {
  return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
}

const openTab = (name: string) => page.getByRole('tab', { name }).click();
const rowOf = (text: string) => page.locator('[data-model]').filter({ hasText: text }).first();
const providerCard = (provider: string, tab: Page = page) => tab.locator(`[data-provider="${provider}"]`);

async function addKey({ provider, secret, address }: { provider: string; secret: string; address: string }) {
  await providerCard(provider)
    .getByRole('button', { name: /Add a key/ })
    .click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Key', { exact: true }).fill(secret);
  await dialog.getByLabel(/^Address/).fill(address);
  await dialog.getByText(`The key will be sent to ${new URL(address).host}`).waitFor();
  await dialog.getByRole('button', { name: 'Store the key' }).click();
  await dialog.waitFor({ state: 'detached' });
}

it('says honestly that the rehearsal model stands in, and what to do about it', async () => {
  await page.getByText('No model provider is configured').waitFor();
  await page.getByRole('link', { name: 'Models' }).first().click();
  await page.getByRole('heading', { name: 'The rehearsal model stands in' }).waitFor();
  await page.getByText('ollama pull').waitFor();
  await page.getByText(/Catalogue as of \d{4}-\d{2}-\d{2}/).waitFor();
  await page.getByRole('searchbox', { name: 'Search models' }).fill('groq');
  await rowOf('groq/')
    .getByText(/There is no key for/)
    .waitFor();
  await expectWhole(page);
  await openTab('Which would answer?');
  await page.getByLabel('What would be asked').fill('Write a haiku about autumn');
  await page.getByRole('button', { name: 'Ask the router' }).click();
  await page.locator('[data-route="tutti/rehearsal"]').waitFor();
  await expectWhole(page);
});

it('says that a catalogue could not be fetched, keeps the one that is there, and says what a fresh one changed', async () => {
  await openTab('Models');
  await page.getByRole('button', { name: 'Refresh' }).click();
  await page.getByRole('alert').waitFor();
  await page.getByText(/Catalogue as of/).waitFor();
  freshCatalogue = changeCatalogue();
  await page.getByRole('button', { name: 'Refresh' }).click();
  const changes = page.locator('[data-refreshed]');
  for (const change of ['1 model new', '1 model gone', '1 price changed']) await changes.getByText(change).click();
  await changes.getByText('openai/gpt-9').waitFor();
  await changes.getByText('openai/gpt-5.4-pro').waitFor();
  await changes.getByText(/^openai\/gpt-5\.5: \$5 \/ .*, now \$4 \/ /).waitFor();
  await expectWhole(page);
  await page.getByRole('searchbox', { name: 'Search models' }).fill('gpt-9');
  await rowOf('openai/gpt-9').waitFor();
});

it('takes a key that nobody sees again, and tells a second tab', async () => {
  const second = await visit.browser.context.newPage();
  await second.goto(`${server.url}/ui/models?tab=providers`);
  await providerCard('groq', second).waitFor();
  await openTab('Providers');
  expect(await providerCard('groq').getAttribute('data-state')).toBe('no_key');
  await addKey({ provider: 'groq', secret: SECRET, address: `${mock.url}/openai/v1` });
  for (const tab of [page, second]) await providerCard('groq', tab).locator('[data-key="main"]').waitFor(SOON);
  expect(await page.content()).not.toContain(SECRET);
  for (const path of ['/api/v1/providers', '/api/v1/models?offered=true', '/api/v1/system/config'])
    expect(await (await server.fetch(path)).text()).not.toContain(SECRET);
  await second.close();
  await expectWhole(page);
});

it('tests a key and says what exactly is wrong', async () => {
  mock.onMessage(/.*/, { error: { message: 'Invalid API Key', type: 'invalid_request_error' }, status: 401 });
  await providerCard('groq').getByRole('button', { name: 'Test: main' }).click();
  await page
    .locator('[data-test="failed"]')
    .getByText(/key refused/)
    .waitFor(SOON);
  mock.reset();
  mock.onMessage(/.*/, { content: 'Leaves fall on the pond.', usage: USAGE });
  await providerCard('groq').getByRole('button', { name: 'Test: main' }).click();
  await page.locator('[data-test="ok"]').waitFor(SOON);
  await expectWhole(page);
});

it('shows what can be called now with its price, quota and state, and which would answer', async () => {
  await openTab('Models');
  await page.getByRole('heading', { name: 'The rehearsal model stands in' }).waitFor({ state: 'detached', ...SOON });
  await page.getByRole('combobox', { name: 'Show' }).selectOption({ label: 'Can be called' });
  const row = rowOf('groq/');
  await row.locator('[data-state="ready"]').waitFor(SOON);
  expect(await row.getByRole('meter').count()).toBeGreaterThan(0);
  await row.getByRole('button').first().click();
  await row.getByText('Key "main"').waitFor();
  await row.getByText('Read from the cache').waitFor();
  await expectWhole(page);
  await openTab('Which would answer?');
  await page.getByLabel('What would be asked').fill('Write a haiku about autumn');
  await chooseWord(page, 'Low');
  await page.getByRole('button', { name: 'Ask the router' }).click();
  await page.locator('[data-route^="groq/"]').waitFor();
  await page.getByText('would answer', { exact: false }).first().waitFor();
  expect(await page.locator('[data-candidate]').count()).toBeGreaterThan(0);
  await expectWhole(page);
});

it('tells on the page of a run which model answered each call, why, and what failed before', async () => {
  mock.reset();
  // Once: whatever is asked next is another model.
  mock.nextRequestError(503, { message: 'The model is overloaded', type: 'server_error' });
  mock.onMessage(/.*/, { content: 'Leaves fall on the pond.', usage: USAGE });
  const run = await server.submit({ goal: 'Write a haiku about autumn', agents: ['drafting'] });
  await untilStatus(server, run, 'completed');
  await page.goto(`${server.url}/ui/runs/${run}?step=${encodeURIComponent('turn/1/model/1')}`);
  await page.getByRole('heading', { name: 'How it was answered' }).waitFor();
  const story = page.getByRole('region', { name: 'How it was answered' });
  await story.getByText('overloaded', { exact: false }).first().waitFor();
  await story.getByText('Attempt 2').waitFor();
  const asked = await story.locator('[data-attempt]').all();
  const models = await Promise.all(asked.map((attempt) => attempt.getAttribute('data-attempt')));
  expect(new Set(models).size).toBe(2);
  for (const model of models) expect(model).toMatch(/^groq\//);
  await story.getByText('key "main"', { exact: false }).first().waitFor();
  await expectWhole(page);
});

it('scrolls through a thousand models, long names and all', async () => {
  await page.goto(`${server.url}/ui/models?tab=providers`);
  await providerCard('compatible').waitFor();
  await addKey({ provider: 'compatible', secret: 'none-is-needed', address: `${urlOf(many)}/v1` });
  await openTab('Models');
  await page.getByRole('combobox', { name: 'Show' }).selectOption({ label: 'Can be called' });
  await page.getByRole('combobox', { name: 'Sort' }).selectOption({ label: 'By name' });
  await page.getByText(/1,0\d\d can be called/).waitFor(SOON);
  const list = page.getByRole('region', { name: 'Models' });
  await rowOf('family-0000').waitFor(SOON);
  expect(await page.locator('[data-model]').count()).toBeLessThan(60);
  await list.focus();
  await page.keyboard.press('End');
  await expect
    .poll(async () => {
      await list.evaluate('(frame) => frame.scrollTo(0, frame.scrollHeight)');
      return page.locator('[data-model^="groq/"]').count();
    }, SOON)
    .toBeGreaterThan(0);
  expect(await page.locator('[data-model]').count()).toBeLessThan(60);
  await page.getByRole('searchbox', { name: 'Search models' }).fill('family-0999');
  await rowOf('family-0999').waitFor();
  expect(await page.locator('[data-model]').count()).toBe(1);
  await page.getByRole('searchbox', { name: 'Search models' }).fill('family-0950');
  await expectWhole(page);
});

it('forgets a key only after asking, and then the rehearsal model stands in again', async () => {
  await openTab('Providers');
  for (const provider of ['compatible', 'groq']) {
    await providerCard(provider).getByRole('button', { name: 'Remove: main' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Not now' }).click();
    await providerCard(provider).locator('[data-key="main"]').waitFor();
    await providerCard(provider).getByRole('button', { name: 'Remove: main' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await providerCard(provider)
      .locator('[data-key="main"]')
      .waitFor({ state: 'detached', ...SOON });
  }
  await openTab('Models');
  await page.getByRole('heading', { name: 'The rehearsal model stands in' }).waitFor(SOON);
});

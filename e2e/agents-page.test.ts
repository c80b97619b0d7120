/** The directory of agents over a real server, as wide as a telephone: everybody is found, read and tried, an own one included. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectWhole } from './browser/expect-whole.ts';
import { Visit } from './browser/visit.ts';
import type { TuttiServer } from './tutti-server.ts';

const PHONE = { width: 390, height: 780 };
const SOON = { timeout: 60_000, interval: 200 };
const OWN = `---
id: harbour-clerk
aliases: [clerk]
purpose: Answers letters to the harbour office.
category: Content
capabilities: [letters]
examples:
  - "Answer the complaint about the noise."
---
Answer letters. Hand what is to be counted to \`analysis\`.
`;

let visit: Visit;
let server: TuttiServer;
let page: Page;

beforeAll(async () => {
  visit = await Visit.begin();
  ({ server, page } = visit);
  await page.setViewportSize(PHONE);
}, 120_000);
afterAll(() => visit?.[Symbol.asyncDispose]());

const count = (text: string | RegExp) => page.getByRole('status').filter({ hasText: text }).waitFor();
const agentLinks = () => page.locator('main li a').allTextContents();

it('86 agents are found by suite, category, capability and words, and none is in the way of another', async () => {
  await page.goto(`${server.url}/ui/agents`);
  await count('86 agents');
  expect(await agentLinks()).toHaveLength(86);
  await expectWhole(page);
  await page.setViewportSize(PHONE);
  expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBeLessThanOrEqual(0);

  await page.getByRole('combobox', { name: 'Suite' }).selectOption('pygent-factory');
  await count('3 of 86 agents');
  expect(await agentLinks()).toEqual(expect.arrayContaining(['analysis', 'generation', 'research']));
  await page.getByRole('combobox', { name: 'Category' }).selectOption('Data');
  await count('1 of 86 agents');
  await page.reload();
  await count('1 of 86 agents');
  await page.getByRole('combobox', { name: 'Suite' }).selectOption('All suites');
  await page.getByRole('combobox', { name: 'Category' }).selectOption('All categories');
  await page.getByRole('combobox', { name: 'Capability' }).selectOption('code-review');
  await count(/^\d of 86 agents$/);
  expect(await agentLinks()).toContain('code-review');
  await page.getByRole('combobox', { name: 'Capability' }).selectOption('All capabilities');
  await page.getByRole('searchbox', { name: 'Search agents' }).fill('Langflow');
  expect(await agentLinks()).toContain('langflow-workflow-designer');
  await page.getByRole('searchbox', { name: 'Search agents' }).fill('nobody can do this at all');
  await page.getByRole('button', { name: 'Clear' }).click();
  await count('86 agents');
});

it('an agent tells what it is, by its alias too, and what it is asked opens the form of a task with it', async () => {
  await page.goto(`${server.url}/ui/agents/coder`);
  await page.getByRole('heading', { name: 'coding', level: 1 }).waitFor();
  for (const name of ['Ask it, for example', 'Instructions', 'Definition', 'Tools', 'Models'])
    await page.getByRole('heading', { name, exact: true }).waitFor();
  const definition = await page.getByRole('region', { name: 'Definition' }).textContent();
  for (const text of ['Development', 'worker', 'code-generation', 'organized-system', 'coder'])
    expect(definition).toContain(text);
  expect(await page.getByRole('region', { name: 'Tools' }).textContent()).toContain('do what cannot be undone');
  expect(await page.getByRole('region', { name: 'Models' }).textContent()).toContain('anthropic/claude-sonnet-5');
  await expectWhole(page);
  await page.setViewportSize(PHONE);

  const examples = page.getByRole('list', { name: 'Ask it, for example' });
  const example = await examples.locator('li span').first().textContent();
  await examples.getByRole('link').first().click();
  await page.getByRole('heading', { name: 'New task' }).waitFor();
  expect(await page.getByRole('textbox', { name: /Goal/ }).inputValue()).toBe(example);
  await page.getByRole('button', { name: 'Remove coding' }).waitFor();
});

it('an own agent is there without a restart, and works', async () => {
  server.home.writeAgent('harbour-clerk', OWN);
  const status = async () => (await server.fetch('/api/v1/agents/clerk')).status;
  await expect.poll(status, SOON).toBe(200);
  await page.goto(`${server.url}/ui/agents?category=Content`);
  await page.getByRole('link', { name: 'harbour-clerk' }).click();
  await page.getByRole('region', { name: 'Definition' }).getByRole('link', { name: 'analysis' }).waitFor();
  await page.getByRole('link', { name: /^Try it: Answer the complaint/ }).click();
  await page.getByRole('button', { name: 'Remove harbour-clerk' }).waitFor();
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByText('Completed').first().waitFor();
  expect(await page.locator('main').textContent()).toContain('harbour-clerk');
});

/** The page of costs and budgets over a real server whose provider is paid: what is shown is what the journals say. */
import { LLMock } from '@copilotkit/aimock';
import type { CostsView } from '@tutti/protocol/api';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { chooseWord } from './browser/choose-word.ts';
import { downloadBy } from './browser/download-by.ts';
import { expectWhole } from './browser/expect-whole.ts';
import { Visit } from './browser/visit.ts';
import type { TuttiServer } from './tutti-server.ts';
import { untilStatus } from './until-status.ts';

const SOON = { timeout: 60_000, interval: 200 };
const USAGE = { prompt_tokens: 40, completion_tokens: 9 };

const mock = new LLMock({ port: 0, chunkSize: 4 });
let visit: Visit;
let server: TuttiServer;
let page: Page;

beforeAll(async () => {
  await mock.start();
  mock.onMessage(/.*/, { content: 'Leaves fall on the pond.', usage: USAGE });
  visit = await Visit.begin({ env: { DEEPSEEK_API_KEY: 'key-of-nobody', DEEPSEEK_BASE_URL: `${mock.url}/v1` } });
  ({ server, page } = visit);
}, 120_000);
afterAll(async () => {
  await visit?.[Symbol.asyncDispose]();
  await mock.stop();
});

const readCosts = (by: string) => server.ask<CostsView>(`/api/v1/analytics/costs?by=${by}`);
const figure = (name: string) => page.locator(`[data-figure="${name}"]`);
async function chooseAgent(id: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Agents' }).fill(id);
  await page.getByRole('option', { selected: true }).filter({ hasText: id }).waitFor();
  await page.keyboard.press('Enter');
}
const budget = (name: string) => page.locator(`[data-budget="${name}"]`);

it('says that nothing was spent, and that nothing is limited', async () => {
  await page.getByRole('link', { name: 'Costs' }).first().click();
  await page.getByText('Nothing was spent').waitFor();
  await expectWhole(page);
  await page.getByRole('tab', { name: 'Budgets' }).click();
  await page.getByText('No budgets').waitFor();
  await expectWhole(page);
});

it('shows every figure as the server has it, to the billionth', async () => {
  for (const agents of [['drafting'], ['project', 'drafting']])
    await untilStatus(server, await server.submit({ goal: 'Write a haiku about autumn', agents }), 'completed');
  const { total, rows } = await readCosts('agent');
  expect(total).toMatchObject({ calls: 3, freeCalls: 0, localCalls: 0 });
  expect(Number(total.usd)).toBeGreaterThan(0);
  await page.goto(`${server.url}/ui/costs`);
  await figure('usd').getByText(`$${total.usd}`, { exact: true }).waitFor(SOON);
  await figure('calls').getByText('3', { exact: true }).waitFor();
  await page.getByRole('img', { name: /Cost by day/ }).waitFor();
  const table = page.getByRole('table', { name: 'Sums by agent' });
  for (const { of, usd } of rows)
    await table
      .getByRole('row', { name: of ?? '' })
      .getByText(`$${usd}`, { exact: true })
      .waitFor();
  await chooseWord(page, 'Model');
  await page
    .getByRole('table', { name: 'Sums by model' })
    .getByText(/^deepseek\//)
    .first()
    .waitFor();
  await chooseWord(page, 'Task');
  await page.getByRole('link', { name: 'Write a haiku about autumn' }).first().waitFor();
  await expectWhole(page);
});

it('gives the figures away as a file', async () => {
  await chooseWord(page, 'Agent');
  await page.getByRole('table', { name: 'Sums by agent' }).waitFor();
  const { name, lines: all } = await downloadBy(page.getByRole('button', { name: 'Download CSV' }));
  expect(name).toMatch(/^tutti-costs-by-agent-\d{4}-\d{2}-\d{2}\.csv$/);
  const [head = '', ...lines] = all;
  const { rows, total } = await readCosts('agent');
  const column = head.split(',').indexOf('usd');
  expect(lines.map((line) => [line.split(',')[0], line.split(',')[column]])).toEqual([
    ...rows.map(({ of, usd }) => [of, usd]),
    ['total', total.usd],
  ]);
});

it('sets a budget with its ladder, shows what is left, changes it, and lifts it only after asking', async () => {
  await page.goto(`${server.url}/ui/costs?tab=budgets`);
  await page.getByRole('button', { name: 'New budget' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('Give a limit in dollars').waitFor();
  await expectWhole(page);
  await dialog.getByLabel('Limit in US dollars').fill('5');
  await dialog.getByLabel('Warn at').fill('50, 90');
  await dialog.getByRole('button', { name: 'Ask a person' }).click();
  await dialog.getByRole('button', { name: 'Move Ask a person up' }).click();
  await dialog.getByRole('button', { name: 'Remove Allow fewer tokens' }).click();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  const { total } = await readCosts('day');
  await budget('tenant month').getByText(`$${total.usd} of $5`, { exact: false }).waitFor(SOON);
  await budget('tenant month').getByText('take a cheaper model, then ask a person, then stop').waitFor();
  expect(await server.ask<{ items: object[] }>('/api/v1/budgets')).toMatchObject({
    items: [{ account: 'tenant', period: 'month', warnAt: [0.5, 0.9], ladder: ['cheaper', 'ask', 'stop'] }],
  });
  await budget('tenant month').getByRole('button', { name: /^Edit/ }).click();
  await dialog.getByLabel('Limit in US dollars').fill('7.5');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await budget('tenant month').getByText('of $7.50', { exact: false }).waitFor(SOON);
  await expectWhole(page);
  const remove = () =>
    budget('tenant month')
      .getByRole('button', { name: /^Remove/ })
      .click();
  await remove();
  await dialog.getByRole('button', { name: 'Not now' }).click();
  await budget('tenant month').waitFor();
  await remove();
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await budget('tenant month').waitFor({ state: 'detached', ...SOON });
});

it('shows in a run which budget refused a call, what was left, and what there was by then', async () => {
  const limit = JSON.stringify({ limit: { tokens: 50 }, ladder: ['stop'] });
  await server.fetch('/api/v1/budgets/agent:editing/day', { method: 'PUT', body: limit });
  await page.goto(`${server.url}/ui/tasks/new`);
  await page.getByRole('textbox', { name: 'Goal' }).fill('Write a haiku about autumn');
  await chooseAgent('project');
  await chooseAgent('editing');
  await page.keyboard.press('Escape');
  await chooseWord(page, 'Low');
  await page.getByLabel(/^Token budget/).fill('100000');
  await page.locator('[data-ladder="stop"]').waitFor();
  await page.getByRole('button', { name: 'Remove Allow fewer tokens' }).click();
  await expectWhole(page);
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.getByRole('heading', { name: 'What there was when it stopped' }).waitFor({ timeout: 60_000 });
  await page.getByText('Leaves fall on the pond.').first().waitFor();
  await expectWhole(page);
  await page.getByRole('tab', { name: 'Details' }).click();
  const refusal = page.locator('[data-budget="budget.refused"]').first();
  await refusal.waitFor();
  expect(await refusal.textContent()).toMatch(/Agent editing \(today\) did not allow it:.*50 tokens is left/);
  await page.goto(`${server.url}/ui/costs?tab=budgets`);
  await budget('agent:editing day').getByText('50 left', { exact: false }).waitFor();
});

it('lets a person allow what a budget does not, and then goes on', async () => {
  const limit = JSON.stringify({ limit: { tokens: 50 }, ladder: ['ask', 'stop'] });
  await server.fetch('/api/v1/budgets/agent:editing/day', { method: 'PUT', body: limit });
  const run = await server.submit({ goal: 'Write a haiku about spring', agents: ['editing'] });
  await page.goto(`${server.url}/ui/runs/${run}`);
  const card = page.locator('[data-approval]').first();
  await card.getByText('Agent editing').waitFor({ timeout: 60_000 });
  await card.getByText('The call may use').waitFor();
  await card.getByText('50 tokens').waitFor();
  await expectWhole(page);
  await card.getByRole('button', { name: 'Approve' }).click();
  await page.locator('[data-status="completed"]').first().waitFor({ timeout: 60_000 });
});

it('says until when a run waits because no model can answer, and goes on when one can', async () => {
  mock.reset();
  mock.onMessage(/.*/, { error: { message: 'Try again later', type: 'server_error' }, status: 503 });
  const run = await server.submit({ goal: 'Write a haiku about winter', agents: ['drafting'] });
  await page.goto(`${server.url}/ui/runs/${run}`);
  await page.locator('[data-awaits-until]').waitFor({ timeout: 120_000 });
  await page.getByText('No model can answer at the moment').waitFor();
  await expectWhole(page);
  mock.reset();
  mock.onMessage(/.*/, { content: 'Snow lies on the pond.', usage: USAGE });
  await page.locator('[data-status="completed"]').first().waitFor({ timeout: 180_000 });
  await page.locator('[data-awaits-until]').waitFor({ state: 'detached' });
}, 360_000);

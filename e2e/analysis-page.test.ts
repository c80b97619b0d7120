/** Data is analysed, and the chart of it is looked at, read as a table and taken along, on a desk and on a phone. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LLMock } from '@copilotkit/aimock';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { downloadBy } from './browser/download-by.ts';
import { expectWhole } from './browser/expect-whole.ts';
import { runIdIn } from './browser/run-page.ts';
import { Visit } from './browser/visit.ts';
import type { TuttiServer } from './tutti-server.ts';
import { untilStatus } from './until-status.ts';

const GOAL = 'Which days fall out';
const PLANTED = [20, 33];
const AMOUNTS = Array.from({ length: 42 }, (_none, at) => {
  const usual = 100 + 10 * ((at * 3) % 7) + ((at * 5) % 3);
  return PLANTED.includes(at) ? usual + 90 : usual;
});
const toDay = (at: number) => new Date(Date.UTC(2026, 0, 1 + at)).toISOString().slice(0, 10);
const CSV = `day,region,amount\n${AMOUNTS.map((amount, at) => `${toDay(at)},${at % 2 === 0 ? 'north' : 'south'},${amount}`).join('\n')}\n`;
const ANALYST = `---
id: looker
purpose: Looks at data.
capabilities: [data]
tools: [analysis]
effects: [pure, read]
ask: []
---
Compute with the tools.
`;
const files = ['orders.csv'];
const call = (id: string, name: string, input: object) => ({ id, name, arguments: JSON.stringify(input) });
const chart = (id: string, input: object) => call(id, 'analysis__chart', { files, ...input });

const mock = new LLMock({ port: 0, chunkSize: 40 });
let visit: Visit;
let server: TuttiServer;
let page: Page;

beforeAll(async () => {
  await mock.start();
  mock.on({ userMessage: GOAL, hasToolResult: true }, { content: 'Two days fall out.' });
  mock.on(
    { userMessage: GOAL, hasToolResult: false },
    {
      toolCalls: [
        chart('call_2', {
          kind: 'line',
          title: 'Two days fall out',
          x: 'day',
          y: ['amount'],
          yLabel: 'amount in euros',
          anomalies: { method: 'seasonal', threshold: 8 },
        }),
        chart('call_3', {
          kind: 'bar',
          title: 'North and south',
          x: 'region',
          y: ['total'],
          query: 'SELECT region, sum(amount) AS total FROM orders GROUP BY region ORDER BY region',
        }),
        chart('call_4', { kind: 'histogram', title: 'Spread of amounts', y: ['amount'] }),
        chart('call_5', { kind: 'box', title: 'Amounts by region', y: ['amount'], group: 'region' }),
        chart('call_6', { kind: 'line', title: 'Regions by day', x: 'day', y: ['amount'], group: 'region' }),
      ],
    },
  );
  visit = await Visit.begin({
    agents: { looker: ANALYST },
    env: { DEEPSEEK_API_KEY: 'key-of-nobody', DEEPSEEK_BASE_URL: `${mock.url}/v1` },
  });
  ({ server, page } = visit);
}, 180_000);
afterAll(async () => {
  await visit?.[Symbol.asyncDispose]();
  await mock.stop();
});

/** As a person does it, with a file of theirs. */
async function submit(): Promise<string> {
  await page.goto(`${server.url}/ui/tasks/new?agent=looker`);
  await page.getByRole('textbox', { name: 'Goal' }).fill(GOAL);
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Add files' }).click();
  await (await choosing).setFiles([
    { name: 'orders.csv', mimeType: 'text/csv', buffer: Buffer.from(CSV) },
    { name: 'other.csv', mimeType: 'text/csv', buffer: Buffer.from('a\n1\n') },
  ]);
  await page.getByRole('button', { name: 'Remove other.csv' }).click();
  await page.getByRole('list', { name: 'Files that go with the task' }).getByText('orders.csv').waitFor();
  await expectWhole(page);
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.waitForURL(/\/runs\/run_/u);
  const run = runIdIn(page.url());
  await untilStatus(server, run, 'completed');
  return run;
}

const region = (name: string) => page.getByRole('region', { name, exact: true });

/** Each chart is fetched and drawn by itself. */
async function expectDrawn(title: string, mark: string): Promise<void> {
  const marks = region(title).locator(`[data-mark="${mark}"]`);
  await expect.poll(() => marks.count(), { timeout: 30_000 }).toBe(2);
}

it('shows charts that are seen, read as tables and downloaded, with every anomaly marked', async () => {
  const run = await submit();
  await page.goto(`${server.url}/ui/runs/${run}?tab=artefacts`);
  const found = region('Two days fall out');
  await found.getByRole('img', { name: 'Line chart: Two days fall out. 2 marked as anomalies.' }).waitFor();
  expect(await found.locator('[data-mark="anomaly"]').count()).toBe(PLANTED.length);
  expect(await found.locator('[data-mark="expected"]').count()).toBe(1);
  await region('North and south').getByRole('img', { name: 'Bar chart' }).waitFor();
  await expectDrawn('North and south', 'bar');
  await expectDrawn('Amounts by region', 'box');
  await expectDrawn('Regions by day', 'line');
  await region('Spread of amounts').getByRole('img', { name: 'Histogram' }).waitFor();
  await expectWhole(page);

  // What the pointer is at is said.
  const mark = found.locator('[data-mark="anomaly"]').first();
  await mark.hover({ force: true });
  await found.getByText(`anomaly. ${toDay(PLANTED[0] ?? 0)}: ${AMOUNTS[PLANTED[0] ?? 0]}, expected`).waitFor();

  // The same figures as a table, by keyboard alone.
  await found.getByRole('radio', { name: 'Chart' }).focus();
  await page.keyboard.press('ArrowRight');
  const table = found.getByRole('table', { name: 'Figures of Two days fall out' });
  await table.waitFor();
  expect(await table.getByRole('row').count()).toBe(AMOUNTS.length + 1);
  const rows = await table.getByRole('row', { name: /yes$/u }).allTextContents();
  expect(rows.map((text) => text.slice(0, 10))).toEqual(PLANTED.map(toDay));
  await expectWhole(page);

  const { name, lines } = await downloadBy(found.getByRole('button', { name: 'CSV' }));
  expect(name).toBe('two-days-fall-out.csv');
  expect(lines).toHaveLength(AMOUNTS.length + 1);
  expect(lines.slice(1).map((line) => Number(line.split(',')[1]))).toEqual(AMOUNTS);

  await found.getByText('Where it came from').click();
  await found.getByText('amount by day; anomalies by seasonal, threshold 8, period 7').waitFor();
  await found.getByText('orders.csv', { exact: true }).waitFor();
}, 240_000);

it('takes files from the terminal too, and refuses what cannot lie in a workspace', async () => {
  const { home } = server;
  const { directory } = visit;
  const path = join(directory, 'orders.csv');
  writeFileSync(path, CSV);
  const done = await home.run('run', GOAL, '--agents', 'looker', '--file', path);
  expect(done.code).toBe(0);
  const { runs } = await home.read<{ runs: { run: string }[] }>('runs');
  const names = (await server.getRun(runs[0]?.run ?? '')).artefacts.map(({ name }) => name);
  expect(names).toContain('two-days-fall-out.chart.json');
  const refused = await home.run('run', GOAL, '--agents', 'looker', '--file', join(directory, 'none.csv'));
  expect(refused.stderr).toContain('there is no file');
  const odd = JSON.stringify({ goal: GOAL, agents: ['looker'], files: [{ path: '../a.csv', content: 'AA==' }] });
  expect((await server.fetch('/api/v1/tasks', { method: 'POST', body: odd })).status).toBe(400);
}, 240_000);

it('brings the files of a run along when it is run again', async () => {
  const run = await submit();
  await page.goto(`${server.url}/ui/runs/${run}`);
  await page.getByRole('button', { name: 'Run again' }).click();
  await page.getByRole('list', { name: 'Files that go with the task' }).getByText('orders.csv').waitFor();
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.waitForURL((url) => /\/runs\/run_/u.test(url.pathname) && !url.pathname.includes(run));
  const again = runIdIn(page.url());
  await untilStatus(server, again, 'completed');
  // Made of the file.
  const { items } = await server.ask<{ items: readonly { name: string }[] }>(`/api/v1/runs/${again}/artefacts`);
  expect(items.filter(({ name }) => name.endsWith('.chart.json'))).not.toEqual([]);
}, 240_000);

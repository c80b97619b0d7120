/** The page of workers over a real fleet: a server, two workers and a database; one of them dies while it drives a run. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkerView } from '@tutti/protocol/api';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  startTestPostgres,
  type TestPostgres,
} from '../packages/adapters/src/storage/postgres/testing/start-test-postgres.ts';
import { expectTidy } from './browser/expect-whole.ts';
import { Browser, SIZES } from './browser/open-browser.ts';
import { TuttiHome, type TuttiProcess } from './tutti-process.ts';
import { TuttiServer } from './tutti-server.ts';

const NAMES = ['quay-1', 'quay-2'] as const;
const SOON = { timeout: 30_000, interval: 100 };

let directory: string;
let postgres: TestPostgres;
let env: Record<string, string>;
let server: TuttiServer;
let workers: Map<string, TuttiProcess>;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tutti-workers-'));
  postgres = await startTestPostgres();
  // Words come slowly, so that a run lasts longer than this test.
  env = { DATABASE_URL: postgres.connectionString, TUTTI_LEASE_MS: '2000', TUTTI_REHEARSAL_LATENCY_MS: '2000' };
  const home = new TuttiHome(directory);
  server = await TuttiServer.start(home, { ...env, TUTTI_WORKER: 'false' });
  workers = new Map(NAMES.map((name) => [name, home.start(['worker', '--name', name, '--json'], env)]));
  for (const worker of workers.values()) await worker.untilLines(({ length }) => length > 0);
  browser = await Browser.open();
  page = await browser.page();
}, 120_000);
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
  for (const worker of workers?.values() ?? []) worker.kill('SIGKILL');
  await Promise.all([...(workers?.values() ?? [])].map(({ ended }) => ended));
  await server?.kill();
  await postgres?.[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true, force: true });
});

const listWorkers = async () => (await server.ask<{ items: WorkerView[] }>('/api/v1/workers')).items;
const rowOf = (name: string) => page.locator('[data-worker]').filter({ has: page.locator(`[title="${name}"]`) });

it('shows who drives what, who was lost, and who took over; so do the page of the run and the command', async () => {
  await expect.poll(async () => (await listWorkers()).length, SOON).toBe(3);
  const run = await server.submit({ goal: 'Plan the harbour festival', agents: ['project'] });
  const findDriver = async () => (await listWorkers()).find(({ driving }) => driving > 0)?.name;
  await expect.poll(findDriver, SOON).toBeDefined();
  const driver = (await findDriver()) ?? '';
  const other = NAMES.find((name) => name !== driver) ?? '';

  await page.goto(server.loginUrl);
  await page.getByRole('link', { name: 'Workers' }).first().click();
  await page.getByRole('heading', { name: '3 at work, driving 1 run' }).waitFor();
  await rowOf(driver).getByRole('button').click();
  await rowOf(driver).getByRole('link', { name: 'Plan the harbour festival' }).waitFor();

  await expect.poll(async () => (await server.getRun(run)).status, SOON).toBe('running');
  workers.get(driver)?.kill('SIGKILL');
  // The page asks by itself.
  await page.locator(`[data-state="lost"]`).filter({ hasText: driver }).waitFor({ timeout: 60_000 });
  await page.getByRole('heading', { name: '2 at work, driving 1 run' }).waitFor({ timeout: 60_000 });
  expect(await rowOf(driver).textContent()).toContain('found lost by');
  for (const size of ['desktop', 'phone'] as const) {
    await page.setViewportSize(SIZES[size]);
    await expectTidy(page);
  }
  const lost = (await listWorkers()).find(({ name }) => name === driver);
  expect(lost).toMatchObject({ state: 'lost', lostRuns: 1, driving: 0, endedBy: expect.any(String) as unknown });

  await page.goto(`${server.url}/ui/runs/${run}`);
  // What the workers are called may come after the journal.
  const takenOver = `taken over by ${other}: ${driver} was gone`;
  await page.locator('[data-takeover]').filter({ hasText: takenOver }).waitFor({ timeout: 60_000 });
  await page.goto(`${server.url}/ui/runs/${run}?tab=details`);
  await page.locator('dd').filter({ hasText: other }).waitFor();

  const table = await server.home.start(['workers'], env).ended;
  expect(table).toMatchObject({ code: 0 });
  expect(table.stdout).toMatch(new RegExp(`^${driver} +lost `, 'm'));
  expect(table.stdout).toMatch(new RegExp(`^${other} +at work +1/`, 'm'));
  expect(table.stdout).toContain('lost 1 run to others');
}, 240_000);

it('says above every page that the database does not answer, until it does', async () => {
  await page.setViewportSize(SIZES.desktop);
  await page.goto(`${server.url}/ui/workers`);
  await rowOf(NAMES[0]).waitFor();
  await page.route('**/api/v1/**', (route) =>
    route.fulfill({
      status: 503,
      contentType: 'application/problem+json',
      body: JSON.stringify({
        type: 'about:blank',
        title: 'The store is away',
        status: 503,
        code: 'store_unavailable',
        detail: 'no connection',
        remedy: 'Wait.',
        requestId: 'request-1',
      }),
    }),
  );
  await page.getByText('The database does not answer.').waitFor({ timeout: 60_000 });
  // What was known stays in sight.
  expect(await rowOf(NAMES[0]).count()).toBe(1);
  await page.unroute('**/api/v1/**');
  await page.getByText('The database does not answer.').waitFor({ state: 'detached', timeout: 60_000 });
});

/** A newcomer, a browser and a server that is killed. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { logIn } from './browser/log-in.ts';
import { Browser } from './browser/open-browser.ts';
import { readSeq, readStateHash, runIdIn } from './browser/run-page.ts';
import { TuttiHome } from './tutti-process.ts';
import { TuttiServer } from './tutti-server.ts';

/** So that there is a middle to kill it in. */
const SLOWLY = { TUTTI_REHEARSAL_LATENCY_MS: '20' };
const GOAL = 'Plan a harbour festival for 300 guests with a budget of 12*450 euros';

async function submitInPage(page: Page, url: string): Promise<string> {
  await page.goto(`${url}/ui/tasks/new`);
  await page.getByRole('textbox', { name: 'Goal' }).fill(GOAL);
  await page.getByText('Let me approve the result').click();
  await page.getByRole('button', { name: 'Start', exact: true }).dblclick();
  await page.waitForURL(/\/ui\/runs\/run_/);
  return runIdIn(page.url());
}

/** The events as the page lists them; those that are out of sight are not drawn. */
async function listEventNumbers(page: Page): Promise<readonly number[]> {
  await page.getByRole('tab', { name: /Events/ }).click();
  const rows = page.getByRole('button', { name: /^\d+ [a-z]+\.[a-z_]+ / });
  await rows.first().waitFor();
  return (await rows.allInnerTexts()).map((text) => Number(/\d+/.exec(text)?.[0]));
}

describe('a newcomer', () => {
  it('submits a task, watches the words, survives kill -9, looks at the document and approves it', async () => {
    const server = await TuttiServer.start(new TuttiHome(), SLOWLY);
    await using browser = await Browser.open();
    const page = await browser.page();
    const complaints: string[] = [];
    page.on('pageerror', ({ message }) => complaints.push(message));

    await logIn(page, server);
    const run = await submitInPage(page, server.url);
    // The words of the first agent are on their way: half of its turn is not journalled.
    await page.getByText(/Goal: Plan a harbour/).waitFor();
    const seqBefore = await readSeq(page);
    await server.kill();
    await page.getByText('The server does not answer').waitFor();
    await server.startAgain();

    await page.getByRole('heading', { name: /Is result\.md good/ }).waitFor({ timeout: 60_000 });
    expect(await readSeq(page)).toBeGreaterThan(seqBefore);
    await page.getByRole('tab', { name: /Artefacts/ }).click();
    await page.getByRole('tabpanel').getByText('result.md').first().waitFor();
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('Completed').first().waitFor();

    const told = await server.getRun(run);
    expect(told).toMatchObject({ status: 'completed', output: { review: 'approved' } });
    expect(await readStateHash(page, told.seq)).toBe(told.stateHash);
    const numbers = await listEventNumbers(page);
    expect(numbers.length).toBeGreaterThan(10);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(complaints).toEqual([]);
    expect(await server.stop()).toBe(0);
  });

  it('gets one run from a double click, and sees it in both tabs end in the same state', async () => {
    const server = await TuttiServer.start(new TuttiHome());
    await using browser = await Browser.open();
    const first = await browser.page();
    await logIn(first, server);
    const run = await submitInPage(first, server.url);
    const second = await browser.context.newPage();
    await second.goto(`${server.url}/ui/runs/${run}`);
    for (const page of [first, second]) await page.getByRole('heading', { name: /Is result\.md good/ }).waitFor();
    // Both press at once; the run takes one answer.
    await Promise.all(
      [first, second].map((page) =>
        page
          .getByRole('button', { name: 'Approve' })
          .click({ timeout: 5_000 })
          .catch(() => {}),
      ),
    );
    for (const page of [first, second]) await page.getByText('Completed').first().waitFor();
    const told = await server.getRun(run);
    expect(await readStateHash(first, told.seq)).toBe(told.stateHash);
    expect(await readStateHash(second, told.seq)).toBe(told.stateHash);
    const { items } = await server.ask<{ items: unknown[] }>('/api/v1/runs');
    expect(items).toHaveLength(1);
    await server.stop();
  });
});

describe('one run', () => {
  it('has the same state hash for the command, the page and the API, all following it at once', async () => {
    const server = await TuttiServer.start(new TuttiHome(), SLOWLY);
    await using browser = await Browser.open();
    const page = await browser.page();
    await logIn(page, server);
    const run = await server.submit({ goal: GOAL });
    const command = server.home.start(['events', run, '--follow', '--json']);
    await page.goto(`${server.url}/ui/runs/${run}`);
    const { code, stdout } = await command.ended;
    expect(code).toBe(0);
    const told = await server.getRun(run);
    expect(stdout.trim().split('\n')).toHaveLength(told.seq);
    expect(await readStateHash(page, told.seq)).toBe(told.stateHash);
    const shown = await server.home.read<{ stateHash: string }>('show', run);
    expect(shown.stateHash).toBe(told.stateHash);
    await server.stop();
  });

  it('is made once, however often the same request comes', async () => {
    const server = await TuttiServer.start(new TuttiHome());
    const post = (goal: string) =>
      server.fetch('/api/v1/tasks', {
        method: 'POST',
        body: JSON.stringify({ goal }),
        headers: { 'idempotency-key': 'one-wish' },
      });
    const answers = await Promise.all(Array.from({ length: 20 }, async () => (await post(GOAL)).text()));
    expect(new Set(answers).size).toBe(1);
    await server.kill();
    await server.startAgain();
    expect(await (await post(GOAL)).text()).toBe(answers[0]);
    expect((await post('another wish')).status).toBe(409);
    const { items } = await server.ask<{ items: unknown[] }>('/api/v1/runs');
    expect(items).toHaveLength(1);
    await server.stop();
  });
});

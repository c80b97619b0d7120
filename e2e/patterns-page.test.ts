/** A team is put together in the form, by pattern and in detail, and its run shows how it came to its result. */
import type { PatternOptions, PatternName } from '@tutti/protocol';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectTidy, expectWhole } from './browser/expect-whole.ts';
import { SIZES } from './browser/open-browser.ts';
import { runIdIn } from './browser/run-page.ts';
import { Visit } from './browser/visit.ts';
import type { TuttiServer } from './tutti-server.ts';

const GOAL = 'Compare three ways to heat a small greenhouse and choose one of them';

let visit: Visit;
let server: TuttiServer;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  visit = await Visit.begin();
  ({ server, page } = visit);
  page.on('pageerror', ({ message }) => complaints.push(message));
}, 180_000);
afterAll(async () => {
  await visit?.[Symbol.asyncDispose]();
});

async function openForm(): Promise<void> {
  await page.goto(`${server.url}/ui/tasks/new`);
  await page.evaluate('sessionStorage.clear()');
  await page.reload();
  await page.getByRole('textbox', { name: 'Goal' }).fill(GOAL);
}

async function addAgents(...agents: readonly string[]): Promise<void> {
  const search = page.getByRole('combobox', { name: 'Agents' });
  for (const agent of agents) {
    await search.fill(agent);
    await page.getByRole('option').filter({ hasText: agent }).first().waitFor();
    await search.press('Enter');
  }
  await search.press('Escape');
}

/** The radio buttons lie under their pictures; the arrow keys go from one to the next. */
async function choosePattern(name: string): Promise<void> {
  await page.getByRole('radio', { name: 'Auto', exact: true }).focus();
  await page.keyboard.press('Space');
  const wanted = page.getByRole('radio', { name, exact: true });
  for (let step = 0; step < 10 && !(await wanted.isChecked()); step++) await page.keyboard.press('ArrowRight');
  expect(await wanted.isChecked()).toBe(true);
}

async function start(): Promise<string> {
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.waitForURL(/\/ui\/runs\/run_/);
  return runIdIn(page.url());
}

async function openTeam(): Promise<void> {
  await page.locator('article:is([data-status=completed], [data-status=failed])').waitFor();
  await page.getByRole('tab', { name: 'Team' }).click();
}

describe('the form of a task', () => {
  it('explains each pattern, is used by keyboard, and shows what the chosen one knows', async () => {
    await openForm();
    await choosePattern('Consensus');
    await page.locator('p', { hasText: 'Proposals and votes, until enough of the agents agree' }).waitFor();
    await page.getByLabel('Quorum').waitFor();
    expect(await page.getByLabel('Judges').count()).toBe(0);
    await page.getByRole('button', { name: 'Add files' }).waitFor();
    await expectWhole(page);
    await choosePattern('Auto');
    expect(await page.getByLabel('Quorum').count()).toBe(0);
    await page.locator('p', { hasText: 'Chosen for the goal: one agent or a team, with the reason.' }).waitFor();
  });

  it('moves the picture of what is chosen, and nothing for whoever wants no motion', async () => {
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    await openForm();
    await choosePattern('Consensus');
    const moving = `new Set(document.getAnimations().filter(({ playState }) => playState === 'running')
      .map(({ effect }) => effect.target.closest('label')?.innerText)).values().toArray()`;
    await page.mouse.move(0, 0);
    await expect.poll(() => page.evaluate(moving)).toEqual(['Consensus']);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await expect.poll(() => page.evaluate(moving)).toEqual([]);
  });

  it('offers with one click how a team would best work, where it is not chosen', async () => {
    await openForm();
    await choosePattern('Swarm');
    const suggested = page.getByRole('region', { name: 'Suggested way to work' });
    await suggested.getByRole('button', { name: /^Use / }).click();
    await suggested.waitFor({ state: 'detached' });
    expect(await page.getByRole('radio', { name: 'Swarm', exact: true }).isChecked()).toBe(false);
  });

  it('shows a mistake at its field, whether the page finds it or the server', async () => {
    await openForm();
    await choosePattern('Consensus');
    await addAgents('research');
    await page.getByLabel('Rounds').fill('99');
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await page.getByText('Give a whole number from 1 to 20.').waitFor();
    await page.getByLabel('Rounds').fill('2');
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await page.getByText(/consensus needs 2 different agents at least/).waitFor();
    expect(await page.getByRole('combobox', { name: 'Agents' }).getAttribute('aria-invalid')).toBe('true');
  });
});

describe('the run of a team', () => {
  it('shows the votes of a consensus, round by round, and goes back into the form as it was', async () => {
    await openForm();
    await choosePattern('Consensus');
    await addAgents('research', 'analysis', 'qa');
    await page.getByLabel('Rounds').fill('2');
    await page.getByLabel('Quorum').selectOption({ label: 'More than half' });
    const run = await start();
    expect(await server.getRun(run)).toMatchObject({ title: GOAL });
    await openTeam();
    await page.getByRole('heading', { name: 'Votes by round' }).waitFor();
    await page.getByRole('heading', { name: 'Tally of round 1' }).waitFor();
    await page.getByText('Quorum: more than half of all agents.').waitFor();
    const votes = page.getByRole('table').filter({ hasText: 'Round 1' });
    for (const agent of ['research', 'analysis', 'qa'])
      await votes.getByRole('rowheader', { name: agent, exact: true }).waitFor();
    await expectWhole(page);

    await page.getByRole('button', { name: 'Run again' }).click();
    expect(await page.getByRole('radio', { name: 'Consensus', exact: true }).isChecked()).toBe(true);
    expect(await page.getByLabel('Rounds').inputValue()).toBe('2');
    expect(await page.getByLabel('Quorum').inputValue()).toBe('majority');
  });

  it('says what was chosen for a task that left it open, and why', async () => {
    await openForm();
    await choosePattern('Auto');
    await start();
    await openTeam();
    await page.getByRole('heading', { name: 'What was chosen, and why' }).waitFor();
    await page.getByRole('heading', { name: 'Who was considered' }).waitFor();
    await page.getByText(/request of type/).waitFor();
    await expectWhole(page);
  });

  const SEEN: Readonly<Record<PatternName, string>> = {
    sequential: 'From one to the next',
    parallel: 'Who answered',
    pipeline: 'Stages',
    hierarchical: 'Plan',
    collaborative: 'Where they disagree',
    competitive: 'Attempts',
    consensus: 'Votes by round',
    auction: 'Part 1',
    swarm: 'Leads by strength',
  };
  const OPTIONS: Readonly<Partial<Record<PatternName, PatternOptions>>> = {
    auction: { parts: ['Compare them', 'Write a shopping list'] },
    pipeline: { items: ['sun', 'wood', 'gas'] },
    collaborative: { rounds: 1 },
    swarm: { rounds: 1 },
    consensus: { rounds: 1 },
  };

  it.each(Object.entries(SEEN))('has a view of its own for %s, which a phone shows whole', async (pattern, title) => {
    const patternOptions = OPTIONS[pattern as PatternName];
    const agents = ['research', 'analysis', 'qa'];
    const run = await server.submit({ goal: GOAL, agents, pattern, ...(patternOptions && { patternOptions }) });
    await page.setViewportSize(SIZES.phone);
    await page.goto(`${server.url}/ui/runs/${run}`);
    await openTeam();
    await page.getByRole('tabpanel').getByRole('heading', { name: title, exact: true }).waitFor();
    await expectTidy(page);
    await page.setViewportSize(SIZES.desktop);
    expect(complaints).toEqual([]);
  });
});

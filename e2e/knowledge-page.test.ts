/** Documents are added in the browser, searched by the research agent, cited in its answer, and the citation opens the passage. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LLMock } from '@copilotkit/aimock';
import type { KnowledgeAnswer } from '@tutti/protocol/api';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectWhole } from './browser/expect-whole.ts';
import { Visit } from './browser/visit.ts';
import type { TuttiServer } from './tutti-server.ts';
import { untilStatus } from './until-status.ts';

const SOON = { timeout: 90_000, interval: 200 };
const GOAL = 'Who has to approve rail tickets, and above which price?';
const PASSAGE = 'Rail tickets above 200 euros need the approval of the head of department.';
/** Long enough that the passage is out of sight at first. */
const FILLER = Array.from({ length: 60 }, (_none, at) =>
  `## Chapter ${at}\n\nThis chapter says nothing of what anybody asks, and it says so at some length. `.repeat(3),
);
const TRAVEL = ['# Travel policy', ...FILLER.slice(0, 40), `## Rail\n\n${PASSAGE}`, ...FILLER.slice(40)].join('\n\n');
const call = (id: string, name: string, input: object) => ({ id, name, arguments: JSON.stringify(input) });

const mock = new LLMock({ port: 0, chunkSize: 40 });
let visit: Visit;
let server: TuttiServer;
let page: Page;

beforeAll(async () => {
  await mock.start();
  visit = await Visit.begin({ env: { GROQ_API_KEY: 'key-of-nobody', GROQ_BASE_URL: `${mock.url}/v1` } });
  ({ server, page } = visit);
}, 180_000);
afterAll(async () => {
  await visit?.[Symbol.asyncDispose]();
  await mock.stop();
});

async function findCitation(): Promise<string> {
  const question = new URLSearchParams({ text: 'rail tickets approval' });
  const { items } = await server.ask<KnowledgeAnswer>(`/api/v1/knowledge/search?${question.toString()}`);
  const found = items.find(({ text }) => text.includes(PASSAGE));
  if (!found) throw new Error('the passage was not found');
  return found.citation;
}

async function ask(): Promise<string> {
  const run = await server.submit({ goal: GOAL, agents: ['research'] });
  await untilStatus(server, run, 'completed');
  return run;
}

const row = (name: string) => page.getByRole('row', { name: new RegExp(name) });
const fileOf = (name: string) => join(visit.directory, name);

const isInSight = () =>
  page.evaluate(`(() => {
    const { top, bottom } = document.querySelector('mark').getBoundingClientRect();
    return top >= 0 && bottom <= window.innerHeight;
  })()`);

/** What the model says: it searches, checks, and answers with the citation. */
function script(citation: string): void {
  const toolCalls = [
    call('call_1', 'knowledge__search', { query: 'rail tickets approval' }),
    call('call_2', 'knowledge__verify', { claim: PASSAGE, citations: [citation] }),
  ];
  mock.on({ userMessage: GOAL, hasToolResult: false }, { toolCalls });
  const content = `The head of department approves rail tickets above 200 euros [${citation}].`;
  mock.on({ userMessage: GOAL, hasToolResult: true }, { content });
}

it('adds documents in the browser, and says of each how far it is read', async () => {
  writeFileSync(fileOf('travel.md'), TRAVEL);
  writeFileSync(fileOf('picture.txt'), Buffer.from([1, 2, 0, 3]));
  await page.getByRole('link', { name: 'Knowledge' }).first().click();
  await page.getByText('No collection yet').waitFor();
  await expectWhole(page);
  await page.getByRole('button', { name: 'New collection' }).click();
  await page.getByLabel('Name').fill('handbook');
  await page.getByRole('button', { name: 'Make it' }).click();
  await page.getByText('No document yet').waitFor();
  await page.locator('input[type=file]').setInputFiles([fileOf('travel.md'), fileOf('picture.txt')]);
  const ready = row('travel.md').getByText(/Ready, version 1, \d+ passages/);
  await ready.waitFor();
  await row('picture.txt')
    .getByText(/Could not be read: it holds zero bytes/)
    .waitFor();
  await expectWhole(page);
  await page.getByLabel('Search in documents').fill('approval of rail tickets');
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await page.getByRole('list', { name: 'Passages that were found' }).getByText(PASSAGE).waitFor();
  await page.getByText('Searched by words only').waitFor();
  await expectWhole(page);
}, 300_000);

it('lets the research agent search and check, and opens the passage that its answer cites', async () => {
  const citation = await findCitation();
  script(citation);
  const run = await ask();
  // It was carried out, and what came of it went to the model.
  const asked = JSON.stringify(mock.getRequests().map(({ body }) => body));
  for (const part of [PASSAGE, citation, 'supported', 'letter by letter']) expect(asked).toContain(part);
  await page.goto(`${server.url}/ui/runs/${run}?tab=artefacts`);
  await page.getByRole('link', { name: 'source' }).first().click();
  await page.waitForURL(/\/ui\/knowledge\/passage\?citation=kn/);
  const cited = page.locator('mark');
  await cited.waitFor();
  expect(await cited.textContent()).toContain(PASSAGE);
  expect(await cited.getAttribute('data-citation')).toBe(citation);
  await expect.poll(isInSight, SOON).toBe(true);
  await page.getByText('handbook › Travel policy › Rail › Version 1').waitFor();
  await expectWhole(page);
  await page.reload();
  await expect.poll(isInSight, SOON).toBe(true);
  await page.goBack();
  await page.getByRole('link', { name: 'source' }).first().waitFor();
}, 300_000);

it('goes on showing what was cited, and says what has become of its document', async () => {
  const citation = await findCitation();
  const passage = `${server.url}/ui/knowledge/passage?citation=${citation}`;
  writeFileSync(fileOf('travel.md'), '# Travel policy\n\nNobody travels any more.');
  await page.goto(`${server.url}/ui/knowledge?collection=handbook`);
  await page.locator('input[type=file]').setInputFiles([fileOf('travel.md')]);
  await row('travel.md').getByText('Ready, version 2, 1 passage').waitFor();
  await page.goto(passage);
  await page.getByText('Version 2 has taken its place.').waitFor();
  expect(await page.locator('mark').textContent()).toContain(PASSAGE);
  await page.goto(`${server.url}/ui/knowledge`);
  await row('travel.md').getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await row('travel.md').waitFor({ state: 'detached' });
  await page.goto(passage);
  await page.getByText('The document was removed since; nothing of it is kept.').waitFor();
}, 300_000);

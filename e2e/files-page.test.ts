/** A coding team on a real repository: what it has changed is reviewed in the page and in the terminal, taken over in part, and taken back. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LLMock } from '@copilotkit/aimock';
import type { WorkspaceView } from '@tutti/protocol/api';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectWhole } from './browser/expect-whole.ts';
import { SIZES } from './browser/open-browser.ts';
import { Visit } from './browser/visit.ts';
import { TuttiHome } from './tutti-process.ts';
import type { TuttiServer } from './tutti-server.ts';
import { untilStatus } from './until-status.ts';

const GOAL = 'Greet kindly';
const LONG_GOAL = 'Mend three places';
const LINES = Array.from({ length: 60 }, (_, at) => `line ${at}\n`).join('');
const HOSTILE_GOAL = 'Write what nobody should open';
/** Nobody has a server there: whatever asks it is seen as a request. */
const FAR = 'http://far.invalid';
const HOSTILE = {
  'out/page.html': `<script>window.hacked = 1</script><img src="${FAR}/html"><b>bold</b>`,
  'out/drawing.svg': `<svg xmlns="http://www.w3.org/2000/svg" onload="window.hacked = 1"><image href="${FAR}/svg"/></svg>`,
  'out/notes.md': `# Notes\n\n<script>window.hacked = 1</script>\n\n![seen](${FAR}/picture) [link](javascript:window.hacked=1)\n`,
  'out/table.csv': `name,value\n=HYPERLINK("${FAR}/csv"),<img src=x onerror="window.hacked = 1">\n`,
  'out/paper.pdf': [
    '%PDF-1.4',
    `1 0 obj <</Type /Catalog /Pages 2 0 R /OpenAction <</S /JavaScript /JS (app.launchURL('${FAR}/pdf'))>>>> endobj`,
    '2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj',
    '3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R /Resources <</Font <</F1 5 0 R>>>>',
    `/Annots [<</Type /Annot /Subtype /Link /Rect [0 0 300 300] /A <</S /URI /URI (${FAR}/link)>>>>]>> endobj`,
    '4 0 obj <</Length 55>> stream',
    'BT /F1 12 Tf 20 200 Td (Words on <b>paper</b>) Tj ET    ',
    'endstream endobj',
    '5 0 obj <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>> endobj',
    'trailer <</Root 1 0 R>>',
    '%%EOF',
    '',
  ].join('\n'),
};
const changeLines = (...places: readonly number[]) =>
  places.reduce((text, place) => text.replace(`line ${place}\n`, `place ${place} is mended\n`), LINES);
const CODER = `---
id: coder
purpose: Writes code.
capabilities: [code]
tools: [filesystem]
effects: [pure, read, idempotent]
ask: []
---
Write the change.
`;
const LOOKER = `---
id: looker
purpose: Looks at code.
capabilities: [review]
---
Say what you think of it.
`;
const call = (id: string, path: string, text: string) => ({
  id,
  name: 'filesystem__write',
  arguments: JSON.stringify({ path, text }),
});

const mock = new LLMock({ port: 0, chunkSize: 40 });
const directory = mkdtempSync(join(tmpdir(), 'tutti-files-'));
const repository = join(directory, 'project');
const allowed = join(directory, 'allowed', 'shop');
const env = {
  TUTTI_REPOSITORIES: join(directory, 'allowed'),
  DEEPSEEK_API_KEY: 'key-of-nobody',
};
let visit: Visit;
let server: TuttiServer;
let page: Page;

const git = (...words: readonly string[]) => gitIn(repository, ...words);
const gitIn = (cwd: string, ...words: readonly string[]) =>
  execFileSync('git', words, {
    cwd,
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'],
      HOME: directory,
      GIT_AUTHOR_NAME: 'Ann',
      GIT_AUTHOR_EMAIL: 'ann@example.org',
      GIT_COMMITTER_NAME: 'Ann',
      GIT_COMMITTER_EMAIL: 'ann@example.org',
    },
  }).trim();

function createRepository(): void {
  mkdirSync(join(repository, 'src'), { recursive: true });
  writeFileSync(join(repository, 'src', 'greet.ts'), "export const greet = () => 'Hi';\n");
  writeFileSync(join(repository, 'README.md'), '# Greeter\n\nIt greets.\n');
  writeFileSync(join(repository, 'src', 'long.txt'), LINES);
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '-m', 'begin');
}

/** One that everybody may have worked on who may use the server. */
function createAllowed(): void {
  mkdirSync(allowed, { recursive: true });
  gitIn(allowed, 'init', '--quiet', '--initial-branch=main');
  gitIn(allowed, 'commit', '--quiet', '--allow-empty', '-m', 'begin');
  gitIn(allowed, 'branch', 'release');
}

beforeAll(async () => {
  await mock.start();
  mock.on({ userMessage: /three files are written/i }, { content: 'It looks right.' });
  mock.on({ userMessage: /three places are mended/i }, { content: 'They look right.' });
  mock.on({ userMessage: LONG_GOAL, hasToolResult: true }, { content: 'Three places are mended.' });
  mock.on(
    { userMessage: LONG_GOAL, hasToolResult: false },
    { toolCalls: [call('call_4', 'src/long.txt', changeLines(0, 30, 59))] },
  );
  mock.on({ userMessage: /nobody should open them/i }, { content: 'I will not open them.' });
  mock.on({ userMessage: HOSTILE_GOAL, hasToolResult: true }, { content: 'Nobody should open them.' });
  mock.on(
    { userMessage: HOSTILE_GOAL, hasToolResult: false },
    { toolCalls: Object.entries(HOSTILE).map(([path, text], at) => call(`call_${at + 10}`, path, text)) },
  );
  mock.on({ userMessage: GOAL, hasToolResult: true }, { content: 'Three files are written.' });
  mock.on(
    { userMessage: GOAL, hasToolResult: false },
    {
      toolCalls: [
        call('call_1', 'src/greet.ts', "export const greet = () => 'Good morning';\n"),
        call('call_2', 'README.md', '# Greeter\n\nIt <b>greets</b> kindly.\n'),
        call('call_3', 'docs/why.md', 'Because it is kind.\n'),
      ],
    },
  );
  createRepository();
  createAllowed();
  const agents = { coder: CODER, looker: LOOKER };
  visit = await Visit.begin({ directory, agents, env: { ...env, DEEPSEEK_BASE_URL: `${mock.url}/v1` } });
  ({ server, page } = visit);
}, 180_000);
afterAll(async () => {
  await visit?.[Symbol.asyncDispose]();
  await mock.stop();
});

async function submit(goal = GOAL): Promise<string> {
  const run = await server.submit({ goal, agents: ['coder', 'looker'], workspace: { repository } });
  await untilStatus(server, run, 'completed');
  return run;
}

const file = (path: string) => page.getByRole('article', { name: path, exact: true });

it('is reviewed in the page: one file is accepted, one rejected, and both are taken back', async () => {
  const before = git('rev-parse', 'main^{tree}');
  const run = await submit();
  expect(git('status', '--porcelain')).toBe('');
  expect(git('log', '-1', '--format=%an', `tutti/${run}`)).toBe('coder');
  await page.goto(`${server.url}/ui/runs/${run}?tab=artefacts`);
  await file('src/greet.ts').getByText("export const greet = () => 'Good morning';").waitFor();
  // Three files, and what the run has written down as its result.
  await page.getByRole('tab', { name: 'Artefacts 4' }).waitFor();
  // What an agent writes is text here, never a part of the page.
  await file('README.md').getByText('It <b>greets</b> kindly.').waitFor();
  await expectWhole(page);

  await page.getByRole('button', { name: 'Accept src/greet.ts' }).click();
  await file('src/greet.ts').getByText('Accepted').waitFor();
  expect(readFileSync(join(repository, 'src', 'greet.ts'), 'utf8')).toContain('Good morning');
  expect(git('diff', '--name-only', 'main~1', 'main')).toBe('src/greet.ts');
  await page.getByRole('button', { name: 'Reject README.md' }).click();
  await file('README.md').getByText('Rejected').waitFor();
  await file('docs/why.md').getByText('Open').waitFor();

  const undo = page.getByRole('button', { name: 'Undo', exact: true });
  await undo.first().click();
  await file('README.md').getByText('Open').waitFor();
  await undo.first().click();
  await file('src/greet.ts').getByText('Open').waitFor();
  await page.getByText('taken back by').waitFor();
  expect(git('rev-parse', 'main^{tree}')).toBe(before);
  expect(git('status', '--porcelain')).toBe('');
  await expectWhole(page);

  // Never into a tree that holds changes of its own, and the page says so.
  writeFileSync(join(repository, 'README.md'), 'mine\n');
  await page.getByRole('button', { name: 'Accept all' }).click();
  await page.getByText('is checked out in').waitFor();
  expect(readFileSync(join(repository, 'README.md'), 'utf8')).toBe('mine\n');
  git('checkout', '--quiet', '--', 'README.md');
}, 240_000);

it('is reviewed change by change: those that are chosen are accepted, and taken back exactly', async () => {
  const before = git('rev-parse', 'main^{tree}');
  const run = await submit(LONG_GOAL);
  const path = 'src/long.txt';
  const readMain = () => `${git('show', `main:${path}`)}\n`;
  const change = (hunk: number) => page.getByRole('checkbox', { name: `Choose change ${hunk} of ${path}` });
  await page.goto(`${server.url}/ui/runs/${run}?tab=artefacts`);
  await change(1).check();
  // By keyboard too.
  await change(3).focus();
  await page.keyboard.press('Space');
  await page.getByText('2 changes chosen').waitFor();
  await expectWhole(page);
  await page.getByRole('button', { name: 'Accept chosen' }).click();
  await page.getByText('of 3 changes 2 accepted, 0 rejected').waitFor();
  expect(readMain()).toBe(changeLines(0, 59));
  expect(readFileSync(join(repository, path), 'utf8')).toBe(changeLines(0, 59));
  expect(await change(1).isDisabled()).toBe(true);

  // On a phone nothing of it is out of reach.
  await page.setViewportSize(SIZES.phone);
  await change(2).check();
  await page.getByRole('button', { name: 'Reject chosen' }).click();
  await file(path).getByText('Accepted in part').waitFor();
  await expectWhole(page);
  await page.setViewportSize(SIZES.desktop);

  const undo = page.getByRole('button', { name: 'Undo', exact: true });
  await undo.first().click();
  await file(path).getByText('of 3 changes 2 accepted, 0 rejected').waitFor();
  await undo.first().click();
  await page.getByText('taken back by').waitFor();
  expect(git('rev-parse', 'main^{tree}')).toBe(before);
  expect(git('status', '--porcelain')).toBe('');

  // In the terminal each change has a name, which holds for this very diff.
  const diff = await server.home.run('diff', run, path);
  const names = [...diff.stdout.matchAll(/@@ ([0-9a-f]{8}\.\d+)$/gmu)].map(([, name]) => name);
  expect(names).toHaveLength(3);
  const accepted = await server.home.run('accept', run, '--hunks', `${names[1]}`);
  expect(accepted.stdout).toContain(`1 of 3 changes in ${path} are accepted: main as `);
  expect(readMain()).toBe(changeLines(30));
  expect((await server.home.run('accept', run, '--hunks', '00000000.1')).stderr).toContain('diff_changed');
  expect((await server.home.run('undo', run)).code).toBe(0);
  expect(git('rev-parse', 'main^{tree}')).toBe(before);
}, 240_000);

it('is previewed as text, tables and the words of pages: nothing of it runs, and nothing is fetched', async () => {
  const run = await submit(HOSTILE_GOAL);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('dialog', (dialog) => void dialog.dismiss().then(() => asked.push('dialog')));
  await page.goto(`${server.url}/ui/runs/${run}?tab=artefacts`);
  for (const path of Object.keys(HOSTILE)) await page.getByRole('button', { name: `Preview of ${path}` }).click();
  const shown = (path: string) => file(path).getByRole('group', { name: `Preview of ${path}` });
  await shown('out/paper.pdf').getByText('Words on <b>paper</b>').waitFor();
  await file('out/paper.pdf').getByText('without pictures and layout').waitFor();
  await shown('out/table.csv')
    .getByRole('cell', { name: `=HYPERLINK("${FAR}/csv")` })
    .waitFor();
  await file('out/notes.md').getByRole('heading', { name: 'Notes' }).waitFor();
  for (const path of ['out/page.html', 'out/drawing.svg'])
    await file(path).getByRole('group', { name: 'Preview' }).getByText(`${FAR}/`).waitFor();
  await expectWhole(page);
  expect(await page.evaluate('window.hacked')).toBeUndefined();
  expect(asked.filter((url) => !url.startsWith(server.url))).toEqual([]);
}, 240_000);

it('is asked for in the form, with agents that are suggested while one writes and a repository that may be named', async () => {
  await page.goto(`${server.url}/ui/tasks/new`);
  const goal = page.getByRole('textbox', { name: 'Goal' });
  await goal.fill('Review the code of our login for security holes and write tests for it');
  const suggested = page.getByRole('region', { name: 'Suggested agents' });
  const first = suggested.getByRole('button').first();
  const name = (await first.textContent())?.trim() ?? '';
  expect(await suggested.getByRole('listitem').first().textContent()).not.toBe(name);
  await first.click();
  await page.getByRole('button', { name: `Remove ${name}`, exact: true }).waitFor();
  await suggested.getByRole('button', { name: `Add ${name}`, exact: true }).waitFor({ state: 'detached' });
  // What was chosen stays, whatever is written and suggested afterwards.
  await goal.fill('Write a short poem about the autumn wind for our newsletter');
  await page.getByRole('button', { name: `Remove ${name}`, exact: true }).click();
  await page.getByRole('combobox', { name: 'Agents' }).fill('coder');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await goal.fill(GOAL);

  await page.getByText('lies in a folder of the run').waitFor();
  const field = page.getByRole('textbox', { name: 'Repository' });
  await field.fill('shop');
  await page.getByRole('textbox', { name: 'Based on' }).fill('two words');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.getByText('Give the whole path of a folder').waitFor();
  await page.getByText('This is no name of a branch').waitFor();
  await page.getByRole('textbox', { name: 'Based on' }).fill('release');
  await field.fill(repository);
  await page.getByText('in a tree and on a branch of their own').waitFor();
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  // Only the server knows which repositories may be worked on; it is told at the field.
  await page.getByText('is not among the repositories that an administrator has allowed').waitFor();
  await expectWhole(page);
  await page.getByRole('button', { name: allowed }).click();
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.waitForURL(/\/ui\/runs\/run_/);
  await page.getByText('Completed').first().waitFor();
  await page.getByRole('tab', { name: /Artefacts/ }).click();
  await page.getByText(`${allowed}, branch tutti/`).waitFor();
  const ref = gitIn(allowed, 'for-each-ref', '--format=%(refname:short)', 'refs/heads/tutti');
  expect(gitIn(allowed, 'merge-base', ref, 'release')).toBe(gitIn(allowed, 'rev-parse', 'release'));
}, 240_000);

it('is reviewed in the terminal, at the server and without it', async () => {
  const run = await submit();
  const { home } = server;
  const diff = await home.run('diff', run, 'README.md');
  // What stands behind the place of a change is free to be chosen, also for `git apply`.
  expect(diff.stdout.replace(/@@ [0-9a-f]{8}\.1$/mu, '@@ HUNK')).toBe(
    '--- a/README.md\n+++ b/README.md\n@@ -1,3 +1,3 @@ HUNK\n # Greeter\n \n-It greets.\n+It <b>greets</b> kindly.\n',
  );
  const accepted = await home.run('accept', run, 'docs/why.md', '--onto', 'agents');
  expect(accepted.stdout).toContain('1 of the files are accepted: agents as ');
  expect(git('show', 'agents:docs/why.md')).toBe('Because it is kind.');
  expect(await server.stop()).toBe(0);
  const { workspace } = await home.read<{ workspace: WorkspaceView }>('artefacts', run);
  expect(workspace.files.map(({ path, status }) => `${path} ${status}`)).toEqual([
    'README.md open',
    'docs/why.md accepted',
    'src/greet.ts open',
  ]);
  expect((await home.run('undo', run)).stdout).toContain('is undone. agents has a commit more');
  expect(git('rev-parse', 'agents^{tree}')).toBe(git('rev-parse', 'main^{tree}'));
  const archive = join(directory, 'all.tar');
  expect((await home.run('artefacts', run, '--save', archive)).code).toBe(0);
  expect(execFileSync('tar', ['-tf', archive], { encoding: 'utf8' })).toBe('README.md\ndocs/why.md\nsrc/greet.ts\n');
  expect((await home.run('discard', run)).code).toBe(0);
  expect((await home.run('diff', run)).code).toBe(3);
  expect(git('branch', '--list', `tutti/${run}`)).toBe('');
}, 240_000);

it('finds the same workspace after a kill between a version and its record, and keeps the version once', async () => {
  const home = new TuttiHome(join(directory, 'killed'));
  home.writeAgent('coder', CODER);
  const own = { ...env, OLLAMA_API_URL: 'off', DEEPSEEK_BASE_URL: `${mock.url}/v1` };
  const words = ['run', GOAL, '--agents', 'coder', '--repo', repository, '--base', 'main'];
  const killed = await home.start(words, { ...own, TUTTI_FAILPOINT: 'after-act:turn/1/snapshot/1:1' }).ended;
  expect(killed.signal).toBe('SIGKILL');
  const { runs } = await home.read<{ runs: { run: string }[] }>('runs');
  const run = runs[0]?.run ?? '';
  const resumed = await home.start(['resume', run], own).ended;
  expect(resumed.code).toBe(0);
  const again = await home.start(words, own).ended;
  expect(again.stderr).toContain('3 files changed: tutti diff run_');
  expect(git('rev-list', '--count', `main..tutti/${run}`)).toBe('1');
  const { workspace } = await home.read<{ workspace: WorkspaceView }>('artefacts', run);
  expect(workspace.versions).toMatchObject([{ agent: 'coder' }]);
  expect(workspace.files).toHaveLength(3);
  // As on another machine that shares nothing but the journal.
  renameSync(join(home.directory, 'workspaces'), join(directory, 'far-away'));
  const elsewhere = await home.run('diff', run);
  expect(elsewhere.code).toBe(4);
  expect(elsewhere.stderr).toContain('lie on ');
}, 240_000);

it('is refused for whoever may use the server but not this repository', async () => {
  await server.startAgain();
  const body = JSON.stringify({ name: 'worker', rights: ['use', 'view'] });
  const key = await server.ask<{ secret: string }>('/api/v1/keys', { method: 'POST', body });
  const answer = await fetch(`${server.url}/api/v1/tasks`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key.secret}` },
    body: JSON.stringify({ goal: GOAL, agents: ['coder'], workspace: { repository } }),
  });
  expect(await answer.json()).toMatchObject({ status: 403, code: 'repository_not_allowed' });
  const offered = await fetch(`${server.url}/api/v1/repositories`, {
    headers: { authorization: `Bearer ${key.secret}` },
  });
  expect(await offered.json()).toEqual({ allowed: true, paths: [allowed], more: false });
}, 120_000);

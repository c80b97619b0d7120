/** A coding team on a real repository: what it has changed is reviewed in the page and in the terminal, taken over in part, and taken back. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LLMock } from '@copilotkit/aimock';
import type { RunView, WorkspaceView } from '@tutti/protocol/api';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectWhole } from './browser/expect-whole.ts';
import { Browser } from './browser/open-browser.ts';
import { TuttiHome } from './tutti-process.ts';
import { TuttiServer } from './tutti-server.ts';

const SOON = { timeout: 90_000, interval: 200 };
const GOAL = 'Greet kindly';
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
const env = {
  OLLAMA_API_URL: 'off',
  TUTTI_KEY_FILE: join(directory, 'keys', 'key-file'),
  DEEPSEEK_API_KEY: 'key-of-nobody',
};
let server: TuttiServer;
let browser: Browser;
let page: Page;

const git = (...words: readonly string[]) =>
  execFileSync('git', words, {
    cwd: repository,
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
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '-m', 'begin');
}

function createHome(name: string): TuttiHome {
  const home = new TuttiHome(join(directory, name));
  mkdirSync(join(home.directory, 'agents'), { recursive: true });
  writeFileSync(join(home.directory, 'agents', 'coder.md'), CODER);
  writeFileSync(join(home.directory, 'agents', 'looker.md'), LOOKER);
  return home;
}

beforeAll(async () => {
  await mock.start();
  mock.on({ userMessage: /three files are written/i }, { content: 'It looks right.' });
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
  server = await TuttiServer.start(createHome('data'), { ...env, DEEPSEEK_BASE_URL: `${mock.url}/v1` });
  browser = await Browser.open();
  page = await browser.page();
  page.setDefaultTimeout(60_000);
  await page.goto(server.loginUrl);
  await page.getByRole('heading', { name: 'Home' }).waitFor();
}, 180_000);
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
  await server?.kill();
  await mock.stop();
  rmSync(directory, { recursive: true, force: true });
});

async function submit(): Promise<string> {
  const body = JSON.stringify({ goal: GOAL, agents: ['coder', 'looker'], workspace: { repository } });
  const answer = await server.fetch('/api/v1/tasks', { method: 'POST', body });
  const { run } = (await answer.json()) as { run: string };
  const readStatus = async () => {
    const view = (await (await server.fetch(`/api/v1/runs/${run}`)).json()) as RunView;
    return view.status;
  };
  await expect.poll(readStatus, SOON).toBe('completed');
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

it('is reviewed in the terminal, at the server and without it', async () => {
  const run = await submit();
  const { home } = server;
  const diff = await home.run('diff', run, 'README.md');
  expect(diff.stdout).toBe(
    '--- a/README.md\n+++ b/README.md\n@@ -1,3 +1,3 @@\n # Greeter\n \n-It greets.\n+It <b>greets</b> kindly.\n',
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
  const home = createHome('killed');
  const own = { ...env, DEEPSEEK_BASE_URL: `${mock.url}/v1` };
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
  const key = await server.home.read<{ secret: string }>('keys', 'create', 'worker', '--rights', 'use,view');
  const answer = await fetch(`${server.url}/api/v1/tasks`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key.secret}` },
    body: JSON.stringify({ goal: GOAL, agents: ['coder'], workspace: { repository } }),
  });
  expect(await answer.json()).toMatchObject({ status: 403, code: 'repository_not_allowed' });
}, 120_000);

/** Against a server that answers as GitHub's public documentation says. */
import { describe, expect, it } from 'vitest';
import { replyError, startProviderServer } from '../../../models/testing/start-provider-server.ts';
import { openSet, PLACE } from '../testing/open-set.ts';
import { createGithubTools } from './create-github-tools.ts';
import { FakeGithub, sha } from './testing/fake-github.ts';

const AT = { repository: 'tutti/harbour' };

async function openStage() {
  const github = new FakeGithub();
  const state = { loses: false };
  const server = await startProviderServer((response, sent) => {
    const { status, body, text } = github.answer(sent);
    if (state.loses && sent.method !== 'GET') return void response.destroy();
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(status === 204 ? undefined : (text ?? JSON.stringify(body ?? {})));
  });
  const set = await openSet(createGithubTools({ url: server.url, token: 'the-token' }));
  return { github, server, set, state, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

describe('github, reading', () => {
  it('says which setting is missing when there is no token', async () => {
    await expect(createGithubTools({ url: 'https://api.github.com' }).open('github', PLACE)).rejects.toMatchObject({
      code: 'tool_not_configured',
      message: expect.stringContaining('GITHUB_TOKEN'),
    });
  });

  it('gives whatever it reads as private words of strangers, and of what it does its own', async () => {
    await using stage = await openStage();
    for (const { name, effect, labels } of stage.set.tools)
      expect(labels, name).toEqual(
        (effect === 'read' ? ['tool', 'web'] : ['tool']).map((source) => ({ source, name })),
      );
  });

  it('searches code and issues', async () => {
    await using stage = await openStage();
    expect(await stage.set.call('search_code', { query: 'tide repo:tutti/harbour' })).toMatchObject({
      total: 1,
      items: [{ repository: 'tutti/harbour', path: 'src/tide.ts', matches: ['const tide'] }],
    });
    expect(await stage.set.call('search_issues', { query: 'tide' })).toMatchObject({
      items: [{ repository: 'tutti/harbour', number: 1, title: 'The tide is late', by: 'ann' }],
    });
    expect(stage.server.sent[0]?.headers).toMatchObject({
      'x-github-api-version': '2022-11-28',
      'user-agent': 'tutti',
    });
  });

  it('reads a file with what is needed to replace it, and lists a folder', async () => {
    await using stage = await openStage();
    const text = 'export const tide = 1;\n';
    expect(await stage.set.call('read_file', { ...AT, path: 'src/tide.ts' })).toEqual({
      path: 'src/tide.ts',
      sha: sha(text),
      size: text.length,
      text,
    });
    expect(await stage.set.call('read_file', { ...AT, path: '/src/' })).toMatchObject({
      entries: [{ path: 'src/tide.ts' }],
    });
  });

  it('asks for nothing beside the repository that is meant', async () => {
    await using stage = await openStage();
    for (const repository of ['tutti/..', '../x/y', 'tutti/harbour/../../user', 'tutti', 'a b/c', 'tutti/har?x'])
      await expect(stage.set.call('list_issues', { repository })).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(stage.set.call('read_file', { ...AT, path: '../../../user' })).rejects.toMatchObject({
      code: 'invalid_input',
    });
    expect(stage.server.sent).toEqual([]);
  });

  it('reads issues and pull requests with what was said, and the diff', async () => {
    await using stage = await openStage();
    await stage.set.call('comment', { ...AT, number: 1, body: 'I see it too.' });
    expect(await stage.set.call('read_issue', { ...AT, number: 1 })).toMatchObject({
      body: 'Since Monday.',
      said: [{ by: 'ann' }],
    });
    await stage.set.call('open_pull_request', { ...AT, title: 'Right tide', from: 'fix', into: 'main' });
    expect(await stage.set.call('list_pull_requests', AT)).toMatchObject({
      pullRequests: [{ number: 2, from: 'fix', into: 'main' }],
    });
    expect(await stage.set.call('read_pull_request', { ...AT, number: 2 })).toMatchObject({
      diff: expect.stringContaining('+high'),
      saidOnLines: [{ by: 'bob', path: 'tide.ts', line: 3 }],
    });
  });

  it('tells a wrong token and a missing thing as what they are, and waits where GitHub asks it to', async () => {
    await using stage = await openStage();
    await expect(stage.set.call('read_issue', { ...AT, number: 77 })).rejects.toMatchObject({
      code: 'tool_failed',
      message: expect.stringContaining('404'),
    });
    const soon = `${Math.ceil(Date.now() / 1_000) + 20}`;
    stage.server.reply = replyError(
      403,
      { message: 'API rate limit exceeded' },
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': soon },
    );
    await expect(stage.set.call('list_issues', AT)).rejects.toMatchObject({
      retryable: true,
      retryAt: Number(soon) * 1_000,
    });
    const late = `${Math.ceil(Date.now() / 1_000) + 3_000}`;
    stage.server.reply = replyError(
      403,
      { message: 'API rate limit exceeded' },
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': late },
    );
    await expect(stage.set.call('list_issues', AT)).rejects.toMatchObject({
      code: 'tool_unavailable',
      nothingHappened: true,
    });
  });
});

describe('github, writing', () => {
  it.each([
    ['create_issue', { ...AT, title: 'It leaks', body: 'At the stern.' }, { number: 2 }],
    ['comment', { ...AT, number: 1, body: 'Mended.' }, { id: 1 }],
    ['open_pull_request', { ...AT, title: 'Mend', from: 'fix', into: 'main' }, { number: 2 }],
  ])('makes %s once, and finds it by the key of its call when the answer was lost', async (name, input, output) => {
    await using stage = await openStage();
    expect(stage.set.find(name).effect).toBe('irreversible');
    expect(await stage.set.verify(name, input)).toEqual({ happened: false });
    stage.state.loses = true;
    await expect(stage.set.call(name, input)).rejects.toMatchObject({ nothingHappened: false });
    expect(await stage.set.verify(name, input)).toMatchObject({ happened: true, output });
    expect(await stage.set.verify(name, input, { key: 'another' })).toEqual({ happened: false });
  });

  it('makes a branch, and takes it away again as long as nobody has worked on it', async () => {
    await using stage = await openStage();
    const input = { ...AT, branch: 'fix/tide', from: 'main' };
    expect(await stage.set.verify('create_branch', input)).toEqual({ happened: false });
    expect(await stage.set.call('create_branch', input)).toEqual({ branch: 'fix/tide', sha: sha('first') });
    await expect(stage.set.call('create_branch', input)).rejects.toMatchObject({
      code: 'tool_failed',
      nothingHappened: true,
    });
    expect(await stage.set.verify('create_branch', input)).toMatchObject({ happened: true });
    await stage.set.undo('create_branch', input);
    expect([...stage.github.branches.keys()]).toEqual(['main']);
    await stage.set.undo('create_branch', input);

    await stage.set.call('create_branch', input);
    stage.github.branches.set('fix/tide', sha('work of others'));
    await expect(stage.set.undo('create_branch', input)).rejects.toMatchObject({
      message: expect.stringContaining('stays'),
    });
    expect(stage.github.branches.has('fix/tide')).toBe(true);
  });

  it('commits a file only over the one that was read, and finds its commit again', async () => {
    await using stage = await openStage();
    const input = {
      ...AT,
      branch: 'main',
      path: 'src/tide.ts',
      text: 'export const tide = 2;\n',
      message: 'Right the tide',
    };
    await expect(stage.set.call('commit_file', input)).rejects.toMatchObject({
      code: 'tool_failed',
      nothingHappened: true,
    });
    expect(await stage.set.verify('commit_file', input)).toEqual({ happened: false });
    const replaces = sha('export const tide = 1;\n');
    const done = await stage.set.call('commit_file', { ...input, replaces });
    expect(stage.github.files.get('src/tide.ts')).toBe('export const tide = 2;\n');
    expect(stage.github.commits[0]?.commit.message).toMatch(/^Right the tide\n\nTutti-Call: [0-9a-f]{32}$/);
    expect(await stage.set.verify('commit_file', { ...input, replaces })).toMatchObject({
      happened: true,
      output: { commit: (done as { commit: string }).commit },
    });
  });

  it('takes no path and no name of a branch that git itself would not', async () => {
    await using stage = await openStage();
    for (const branch of ['a..b', '/a', 'a b', 'a~1', 'a.lock', 'a/', '-'.repeat(300)])
      await expect(stage.set.call('create_branch', { ...AT, branch, from: 'main' })).rejects.toMatchObject({
        code: 'invalid_input',
      });
    const file = { ...AT, branch: 'main', text: '', message: 'm' };
    for (const path of ['', '.git/hooks/post-commit', 'a/../../b'])
      await expect(stage.set.call('commit_file', { ...file, path })).rejects.toMatchObject({ code: 'invalid_input' });
    expect(stage.server.sent).toEqual([]);
  });
});

import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type GivenFile, StepPath } from '@tutti/protocol';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { FileEntry } from './manifest.ts';
import { CODING, GitStage, TENANT, USER } from './testing/git-stage.ts';
import { writeGiven } from './write-given.ts';

const NEVER_ABORTED = new AbortController().signal;
const toGiven = (path: string, text: string): GivenFile => ({ path, content: Buffer.from(text).toString('base64') });
const GIVEN = [toGiven('orders.csv', 'a\n1\n'), toGiven('data/ümlaut.csv', 'b\n2\n')];

const LONG = { timeout: 120_000 };
const STEP = { agent: CODING, path: StepPath.parse('turn/1/snapshot') };

describe('files that come with a task', LONG, () => {
  it('lie in the folder of the run from the beginning on, and are not put back over what became of them', async () => {
    const stage = await GitStage.create(onTestFinished);
    const ask = { tenant: TENANT, run: stage.newRun(), given: GIVEN };
    const { folder } = await stage.workspaces.open(ask);
    expect(await readFile(join(folder, 'orders.csv'), 'utf8')).toBe('a\n1\n');
    expect(await readFile(join(folder, 'data', 'ümlaut.csv'), 'utf8')).toBe('b\n2\n');
    await writeFile(join(folder, 'orders.csv'), 'changed\n');
    stage.restart();
    await stage.workspaces.open(ask);
    expect(await readFile(join(folder, 'orders.csv'), 'utf8')).toBe('changed\n');
  });

  it('are as a version has them where the work goes on from it', async () => {
    const stage = await GitStage.create(onTestFinished);
    const first = { tenant: TENANT, run: stage.newRun(), given: GIVEN };
    const { folder } = await stage.workspaces.open(first);
    await rm(join(folder, 'data'), { recursive: true });
    await writeFile(join(folder, 'orders.csv'), 'changed\n');
    const { version } = await stage.workspaces.keep(
      { ...first, agent: CODING, path: StepPath.parse('turn/1/snapshot'), key: 'key' },
      NEVER_ABORTED,
    );
    const again = await stage.workspaces.open({ ...first, run: stage.newRun(), from: version });
    expect(await readdir(again.folder)).toEqual(['orders.csv']);
    expect(await readFile(join(again.folder, 'orders.csv'), 'utf8')).toBe('changed\n');
  });

  it('lie in the tree of a repository too, and the tree of the user stays as it is', async () => {
    const stage = await GitStage.create(onTestFinished);
    await stage.init({ 'a.txt': 'one\n' });
    const { folder } = await stage.workspaces.open({ ...stage.ask(stage.newRun()), given: GIVEN });
    expect((await readdir(folder)).toSorted()).toEqual(['.git', 'a.txt', 'data', 'orders.csv']);
    expect(await readdir(stage.repository)).not.toContain('orders.csv');
  });

  it('are nothing that the run has added; what it makes of them is what it has changed', async () => {
    const stage = await GitStage.create(onTestFinished);
    const ask = { tenant: TENANT, run: stage.newRun(), given: GIVEN };
    const keep = (key: string) => stage.workspaces.keep({ ...ask, ...STEP, key }, NEVER_ABORTED);
    const { folder } = await stage.workspaces.open(ask);
    expect(await keep('1')).toMatchObject({ count: 0, changes: [] });
    expect([...(await stage.review.readVersion(ask)).keys()].toSorted()).toEqual(['data/ümlaut.csv', 'orders.csv']);
    await writeFile(join(folder, 'orders.csv'), 'a\n2\n');
    await writeFile(join(folder, 'total.csv'), '2\n');
    expect((await keep('2')).changes).toEqual([
      { path: 'orders.csv', change: 'changed', bytes: 4 },
      { path: 'total.csv', change: 'added', bytes: 2 },
    ]);
    stage.restart();
    expect((await stage.review.find(ask))?.files.map(({ path, change }) => [path, change])).toEqual([
      ['orders.csv', 'changed'],
      ['total.csv', 'added'],
    ]);
    const [orders] = await stage.review.compare(ask, {});
    expect(String(await stage.review.readBlob(ask, orders?.before as FileEntry))).toBe('a\n1\n');
    await rm(join(folder, 'data'), { recursive: true });
    expect((await keep('3')).changes).toMatchObject([{ path: 'data/ümlaut.csv', change: 'deleted' }]);
  });

  it('lie there too where another run goes on from a version that has nothing else, and are not its own either', async () => {
    const stage = await GitStage.create(onTestFinished);
    const first = { tenant: TENANT, run: stage.newRun(), given: GIVEN };
    const { version: from } = await stage.workspaces.keep({ ...first, ...STEP, key: '1' }, NEVER_ABORTED);
    const ask = { ...first, run: stage.newRun(), from };
    const { folder } = await stage.workspaces.open(ask);
    expect(await readFile(join(folder, 'orders.csv'), 'utf8')).toBe('a\n1\n');
    await writeFile(join(folder, 'total.csv'), '2\n');
    expect((await stage.workspaces.keep({ ...ask, ...STEP, key: '2' }, NEVER_ABORTED)).changes).toMatchObject([
      { path: 'total.csv' },
    ]);
  });

  it('go to a branch of the user only where the run has changed them', async () => {
    const stage = await GitStage.create(onTestFinished);
    await stage.init({ 'a.txt': 'one\n', '.gitignore': '*.tmp\n' });
    const given = [...GIVEN, toGiven('passed.tmp', 'x'), toGiven('a.txt', 'two\n')];
    const ask = { ...stage.ask(stage.newRun()), given };
    const { folder } = await stage.workspaces.open(ask);
    await writeFile(join(folder, 'orders.csv'), 'a\n2\n');
    const { changes } = await stage.workspaces.keep({ ...ask, ...STEP, key: '1' }, NEVER_ABORTED);
    expect(changes).toMatchObject([{ path: 'orders.csv', change: 'changed' }]);
    await stage.review.accept(ask, { by: USER });
    expect(await stage.show('main', 'orders.csv')).toBe('a\n2\n');
    expect(await stage.show('main', 'a.txt')).toBe('one\n');
    await expect(stage.show('main', 'data/ümlaut.csv')).rejects.toThrow();
  });

  it('never lead out of it', async () => {
    const root = await mkdtemp(join(tmpdir(), 'tutti-given-'));
    onTestFinished(() => rm(root, { recursive: true, force: true }));
    await symlink(tmpdir(), join(root, 'out'));
    for (const path of ['../a.csv', '/tmp/a.csv', '.git/config', 'out/a.csv'])
      await expect(writeGiven(root, [toGiven(path, 'x')])).rejects.toMatchObject({ code: 'path_refused' });
    expect(await readdir(root)).toEqual(['out']);
  });
});

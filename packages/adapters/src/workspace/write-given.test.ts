import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type GivenFile, StepPath } from '@tutti/protocol';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CODING, GitStage, TENANT } from './testing/git-stage.ts';
import { writeGiven } from './write-given.ts';

const NEVER_ABORTED = new AbortController().signal;
const toGiven = (path: string, text: string): GivenFile => ({ path, content: Buffer.from(text).toString('base64') });
const GIVEN = [toGiven('orders.csv', 'a\n1\n'), toGiven('data/ümlaut.csv', 'b\n2\n')];

describe('files that come with a task', () => {
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

  it('never lead out of it', async () => {
    const root = await mkdtemp(join(tmpdir(), 'tutti-given-'));
    onTestFinished(() => rm(root, { recursive: true, force: true }));
    await symlink(tmpdir(), join(root, 'out'));
    for (const path of ['../a.csv', '/tmp/a.csv', '.git/config', 'out/a.csv'])
      await expect(writeGiven(root, [toGiven(path, 'x')])).rejects.toMatchObject({ code: 'path_refused' });
    expect(await readdir(root)).toEqual(['out']);
  });
});

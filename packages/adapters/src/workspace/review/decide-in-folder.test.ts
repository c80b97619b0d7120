import { chmod, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { describeThisProcess } from '../../process/process-identity.ts';
import { GitStage, TENANT, USER } from '../testing/git-stage.ts';

const LONG = { timeout: 120_000 };

async function begin() {
  const stage = await GitStage.create(onTestFinished);
  const { run, folder, target } = await stage.workInFolder();
  const ref = { tenant: TENANT, run };
  const look = (path: string) => readFile(join(target, path), 'utf8').catch(() => 'gone');
  const find = async () => {
    const state = await stage.review.find(ref);
    if (!state) throw new Error('there is no review');
    return state;
  };
  /** As a process leaves it that dies in the middle. */
  const setState = async (state: 'begun' | 'undoing') => {
    const { record } = await find();
    await stage.workspaces.book.write({ ...record, decisions: record.decisions.map((each) => ({ ...each, state })) });
  };
  return { stage, run, ref, folder, target, look, find, setState };
}

describe('copies to a folder of the user', LONG, () => {
  it('are ended after a crash only where nobody has edited anything since', async () => {
    const { stage, ref, target, look, find, setState } = await begin();
    const { id } = await stage.review.accept(ref, { to: target, by: USER });
    await setState('begun');
    await rm(join(target, 'doc/a.md'));
    await writeFile(join(target, 'b.md'), 'edited since\n');
    const { record, files } = await find();
    expect(await look('doc/a.md')).toBe('# a\n');
    expect(await look('b.md')).toBe('edited since\n');
    expect(files).toMatchObject([
      { path: 'b.md', status: 'open' },
      { path: 'doc/a.md', status: 'accepted' },
    ]);
    expect(record.decisions).toMatchObject([{ state: 'done', files: [{ path: 'b.md', left: true }, {}] }]);
    await stage.review.undo(ref, { decision: id, by: USER });
    expect([await look('doc/a.md'), await look('b.md')]).toEqual(['gone', 'edited since\n']);
  });

  it('are taken back after a crash only where nobody has edited anything since', async () => {
    const { stage, ref, target, look, find, setState } = await begin();
    await stage.review.accept(ref, { to: target, by: USER });
    await setState('undoing');
    await writeFile(join(target, 'b.md'), 'edited since\n');
    expect((await find()).record.decisions).toMatchObject([{ state: 'undone' }]);
    expect([await look('doc/a.md'), await look('b.md')]).toEqual(['gone', 'edited since\n']);
  });

  it('are all put back and forgotten where one of them fails', async () => {
    const { stage, run, ref, target, look, find } = await begin();
    await loseBlob(stage, run, 'doc/a.md');
    await expect(stage.review.accept(ref, { to: target, by: USER })).rejects.toThrow('ENOENT');
    expect([await look('doc/a.md'), await look('b.md')]).toEqual(['gone', 'gone']);
    expect((await find()).record.decisions).toEqual([]);
    await stage.review.accept(ref, { files: ['b.md'], to: target, by: USER });
    expect(await look('b.md')).toBe('# b\n');
  });

  it('that cannot be ended after a crash keep nobody from seeing the review, or deciding about the rest', async () => {
    const { stage, run, ref, target, find, setState } = await begin();
    await stage.review.accept(ref, { files: ['doc/a.md'], to: target, by: USER });
    await setState('begun');
    await rm(join(target, 'doc/a.md'));
    await loseBlob(stage, run, 'doc/a.md');
    expect((await find()).record.decisions).toMatchObject([{ state: 'begun' }]);
    await stage.review.accept(ref, { files: ['b.md'], to: target, by: USER });
    expect((await find()).record.decisions).toMatchObject([{ state: 'begun' }, { state: 'done' }]);
  });

  it('are left alone by whoever only looks while another process decides', async () => {
    const { stage, run, ref, target, look, find, setState } = await begin();
    await stage.review.accept(ref, { to: target, by: USER });
    await setState('begun');
    await rm(join(target, 'b.md'));
    const lock = stage.workspaces.book.toOwn(run, 'lock');
    await writeFile(lock, JSON.stringify(describeThisProcess()));
    expect((await find()).record.decisions).toMatchObject([{ state: 'begun' }]);
    expect(await look('b.md')).toBe('gone');
    await rm(lock);
    expect((await find()).record.decisions).toMatchObject([{ state: 'done' }]);
    expect(await look('b.md')).toBe('# b\n');
  });

  it('leave to a file of the user who may do what with it', async () => {
    const { stage, run, ref, folder, target, look } = await begin();
    const getMode = async (path: string) => (await stat(join(target, path))).mode & 0o777;
    await stage.write(join(target, 'b.md'), '# b\n');
    await chmod(join(target, 'b.md'), 0o600);
    const first = await stage.review.accept(ref, { to: target, by: USER });
    expect(await getMode('b.md')).toBe(0o600);
    await chmod(join(target, 'doc/a.md'), 0o750);
    await stage.write(join(folder, 'doc/a.md'), '# changed\n');
    await chmod(join(folder, 'doc/a.md'), 0o755);
    await stage.keepFolder(run);
    const second = await stage.review.accept(ref, { files: ['doc/a.md'], to: target, by: USER });
    expect([await look('doc/a.md'), await getMode('doc/a.md')]).toEqual(['# changed\n', 0o750]);
    await chmod(join(target, 'doc/a.md'), 0o600);
    await stage.review.undo(ref, { decision: second.id, by: USER });
    expect([await look('doc/a.md'), await getMode('doc/a.md')]).toEqual(['# a\n', 0o750]);
    await stage.review.undo(ref, { decision: first.id, by: USER });
    expect(await getMode('b.md')).toBe(0o600);
  });
});

async function loseBlob(stage: GitStage, run: ReturnType<GitStage['newRun']>, path: string): Promise<void> {
  const { hash = '' } = (await stage.review.readVersion({ tenant: TENANT, run })).get(path) ?? {};
  await rm(join(stage.root, 'data/workspaces/.kept/blobs', hash.slice(0, 2), hash));
}

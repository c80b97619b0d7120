import { mkdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { GitStage, TENANT, USER } from '../testing/git-stage.ts';

const LONG = { timeout: 120_000 };

/** A run that has changed `a.txt` and `b.txt`, and added `c.txt`. */
async function begin() {
  const stage = await GitStage.create(onTestFinished);
  const lines = Array.from({ length: 30 }, (_, at) => `line ${at}\n`).join('');
  await stage.init({ 'a.txt': lines, 'b.txt': 'b\n' });
  const run = stage.newRun();
  const folder = await stage.open(run);
  await stage.write(join(folder, 'a.txt'), lines.replace('line 3\n', 'line three\n'));
  await stage.write(join(folder, 'b.txt'), 'B\n');
  await stage.write(join(folder, 'c.txt'), 'c\n');
  await stage.keep(run);
  const ref = { tenant: TENANT, run };
  const statuses = async () =>
    ((await stage.review.find(ref))?.files ?? []).map(({ path, status }) => `${path} ${status}`);
  return { stage, run, ref, lines, folder, statuses };
}

describe('the review of a run on a repository', LONG, () => {
  it('takes one file over, rejects another, and takes both back: the branch is as before', async () => {
    const { stage, ref, statuses } = await begin();
    const accepted = await stage.review.accept(ref, { files: ['a.txt'], by: USER });
    const rejected = await stage.review.reject(ref, { files: ['b.txt'], by: USER, comment: 'no' });
    expect(await statuses()).toEqual(['a.txt accepted', 'b.txt rejected', 'c.txt open']);
    expect(await stage.git('diff', '--stat', 'main~1', 'main')).toMatch(/a\.txt \| 2 \+-\n 1 file changed/);
    // The tree of the user has followed.
    expect(await stage.read(join(stage.repository, 'a.txt'))).toContain('line three');
    expect(await stage.git('status', '--porcelain')).toBe('');
    await stage.review.undo(ref, { decision: accepted.id, by: USER });
    await stage.review.undo(ref, { decision: rejected.id, by: USER });
    expect(await statuses()).toEqual(['a.txt open', 'b.txt open', 'c.txt open']);
    expect(await stage.git('rev-parse', 'main^{tree}')).toBe(await stage.git('rev-parse', 'main~2^{tree}'));
    expect(await stage.git('log', '-1', '--format=%s', 'main')).toContain('Undo');
    expect(await stage.git('status', '--porcelain')).toBe('');
    await expect(stage.review.undo(ref, { decision: accepted.id, by: USER })).rejects.toMatchObject({
      code: 'decision_not_found',
    });
  });

  it('opens a file again that was changed after it was accepted', async () => {
    const { stage, run, ref, folder, statuses } = await begin();
    await stage.review.accept(ref, { by: USER });
    await expect(stage.review.accept(ref, { by: USER })).rejects.toMatchObject({ code: 'nothing_to_decide' });
    await stage.write(join(folder, 'b.txt'), 'BB\n');
    await stage.keep(run);
    expect(await statuses()).toEqual(['a.txt accepted', 'b.txt open', 'c.txt accepted']);
    await expect(stage.review.accept(ref, { files: ['z'], by: USER })).rejects.toMatchObject({
      code: 'file_not_found',
    });
  });

  it('goes to a branch that the user names, and leaves what is checked out alone', async () => {
    const { stage, ref } = await begin();
    await writeFile(join(stage.repository, 'a.txt'), 'work of the user\n');
    for (const wish of [
      { to: stage.root },
      { onto: '--force' },
      { onto: 'a..b' },
      { onto: 'tutti/x' },
      { onto: '' },
      { onto: 'HEAD' },
    ])
      await expect(stage.review.accept(ref, { ...wish, by: USER })).rejects.toMatchObject({ code: 'branch_unusable' });
    await stage.review.accept(ref, { onto: 'feature/agents', by: USER });
    expect(await stage.show('feature/agents', 'c.txt')).toBe('c\n');
    expect(await stage.git('rev-parse', 'feature/agents~1')).toBe(await stage.git('rev-parse', 'main'));
    expect(await stage.read(join(stage.repository, 'a.txt'))).toBe('work of the user\n');
  });

  it('never goes into a dirty tree, nor over a file that git does not know', async () => {
    const { stage, ref, statuses } = await begin();
    const main = await stage.git('rev-parse', 'main');
    await writeFile(join(stage.repository, 'c.txt'), 'of the user\n');
    await expect(stage.review.accept(ref, { by: USER })).rejects.toMatchObject({ code: 'tree_dirty' });
    await rm(join(stage.repository, 'c.txt'));
    await writeFile(join(stage.repository, 'b.txt'), 'of the user\n');
    await expect(stage.review.accept(ref, { by: USER })).rejects.toMatchObject({
      code: 'tree_dirty',
      message: expect.stringContaining('b.txt'),
    });
    expect(await stage.git('rev-parse', 'main')).toBe(main);
    expect(await stage.read(join(stage.repository, 'b.txt'))).toBe('of the user\n');
    expect(await statuses()).toEqual(['a.txt open', 'b.txt open', 'c.txt open']);
  });

  it('merges where the user has changed other lines, and refuses all where the same ones', async () => {
    const { stage, ref, lines } = await begin();
    await stage.write(join(stage.repository, 'a.txt'), lines.replace('line 20\n', 'line twenty\n'));
    await stage.git('commit', '--quiet', '-am', 'mine');
    const { id } = await stage.review.accept(ref, { files: ['a.txt'], by: USER });
    expect(await stage.show('main', 'a.txt')).toMatch(/line three[^]*line twenty/);
    await stage.review.undo(ref, { decision: id, by: USER });
    expect(await stage.show('main', 'a.txt')).toBe(lines.replace('line 20\n', 'line twenty\n'));
    await stage.write(join(stage.repository, 'b.txt'), 'mine\n');
    await stage.git('commit', '--quiet', '-am', 'mine too');
    const main = await stage.git('rev-parse', 'main');
    await expect(stage.review.accept(ref, { by: USER })).rejects.toMatchObject({
      code: 'changes_conflict',
      message: expect.stringContaining('b.txt'),
    });
    expect(await stage.git('rev-parse', 'main')).toBe(main);
  });

  it('refuses a file with several conflicts, and one that is no text', async () => {
    const { stage, run, ref, lines, folder } = await begin();
    const change = (text: string, word: string) => text.replace('line 3\n', word).replace('line 20\n', word);
    await stage.write(join(folder, 'a.txt'), change(lines, 'agent\n'));
    await stage.write(join(folder, 'b.txt'), Buffer.from([0, 1]));
    await stage.keep(run);
    await stage.write(join(stage.repository, 'a.txt'), change(lines, 'user\n'));
    await stage.write(join(stage.repository, 'b.txt'), Buffer.from([0, 2]));
    await stage.git('commit', '--quiet', '-am', 'mine');
    for (const path of ['a.txt', 'b.txt'])
      await expect(stage.review.accept(ref, { files: [path], by: USER })).rejects.toMatchObject({
        code: 'changes_conflict',
        message: expect.stringContaining(path),
      });
  });

  it('finds out after a crash whether the branch was moved', async () => {
    const { stage, run, ref, statuses } = await begin();
    const before = await stage.git('rev-parse', 'main');
    await stage.review.accept(ref, { files: ['a.txt'], by: USER });
    const { book } = stage.workspaces;
    const record = await book.find(run);
    if (!record) throw new Error('there is no record');
    const begun = record.decisions.map((each) => ({ ...each, state: 'begun' as const }));
    await book.write({ ...record, decisions: begun });
    stage.restart();
    expect(await statuses()).toEqual(['a.txt accepted', 'b.txt open', 'c.txt open']);
    await book.write({ ...record, decisions: begun });
    await stage.git('reset', '--quiet', '--hard', before);
    stage.restart();
    expect(await statuses()).toEqual(['a.txt open', 'b.txt open', 'c.txt open']);
    expect((await stage.review.find(ref))?.record.decisions).toEqual([]);
  });

  it('compares any two versions, and none of another run', async () => {
    const { stage, run, ref, folder } = await begin();
    const first = await stage.git('rev-parse', `tutti/${run}`);
    await stage.write(join(folder, 'c.txt'), 'cc\n');
    await stage.keep(run);
    expect((await stage.review.compare(ref, {})).map(({ path }) => path)).toEqual(['a.txt', 'b.txt', 'c.txt']);
    expect((await stage.review.compare(ref, { from: first })).map(({ path }) => path)).toEqual(['c.txt']);
    const other = stage.newRun();
    await stage.write(join(await stage.open(other), 'x'), 'x');
    const { version } = await stage.keep(other);
    await expect(stage.review.compare(ref, { from: version })).rejects.toMatchObject({ code: 'version_not_found' });
    await expect(stage.review.compare(ref, { from: '--all' })).rejects.toMatchObject({ code: 'version_not_found' });
  });
});

describe('the review of a run without a repository', LONG, () => {
  async function beginInFolder() {
    const stage = await GitStage.create(onTestFinished);
    const { run, folder, target } = await stage.workInFolder();
    return { stage, ref: { tenant: TENANT, run }, target, folder };
  }

  it('copies to a folder that the user names, and takes it back', async () => {
    const { stage, ref, target } = await beginInFolder();
    const { id } = await stage.review.accept(ref, { files: ['doc/a.md'], to: target, by: USER });
    expect(await readFile(join(target, 'doc/a.md'), 'utf8')).toBe('# a\n');
    await stage.review.undo(ref, { decision: id, by: USER });
    expect(await stat(join(target, 'doc/a.md')).catch(() => 'gone')).toBe('gone');
    const kept = await stage.review.accept(ref, { by: USER });
    expect(kept.target).toEqual({ kind: 'kept' });
  });

  it('writes over nothing that it does not know, and through no link', async () => {
    const { stage, ref, target } = await beginInFolder();
    await stage.write(join(target, 'b.md'), 'of the user\n');
    await expect(stage.review.accept(ref, { to: target, by: USER })).rejects.toMatchObject({
      code: 'changes_conflict',
    });
    await rm(join(target, 'b.md'));
    const outside = join(stage.root, 'outside');
    await mkdir(outside);
    await symlink(outside, join(target, 'doc'));
    await expect(stage.review.accept(ref, { to: target, by: USER })).rejects.toMatchObject({
      code: 'changes_conflict',
    });
    expect(await stat(join(outside, 'a.md')).catch(() => 'gone')).toBe('gone');
    await rm(join(target, 'doc'));
    const { id } = await stage.review.accept(ref, { to: target, by: USER });
    await stage.write(join(target, 'b.md'), 'edited since\n');
    await expect(stage.review.undo(ref, { decision: id, by: USER })).rejects.toMatchObject({
      code: 'changes_conflict',
    });
    expect(await readFile(join(target, 'b.md'), 'utf8')).toBe('edited since\n');
  });
});

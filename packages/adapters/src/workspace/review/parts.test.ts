import { chmod, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { GitStage, TENANT, USER } from '../testing/git-stage.ts';
import { compareFile } from './compare-file.ts';

const LONG = { timeout: 120_000 };
const LINES = Array.from({ length: 40 }, (_, at) => `line ${at}\n`).join('');
const CHANGES: readonly (readonly [string, string])[] = [
  ['line 0\n', 'line zero\n'],
  ['line 20\n', 'line twenty\nand more\n'],
  ['line 39\n', 'line thirty-nine'],
];

/** The text with some of the three changes, counted from 1. */
const withChanges = (...hunks: readonly number[]) =>
  hunks.reduce((text, hunk) => text.replace(CHANGES[hunk - 1]?.[0] ?? '', CHANGES[hunk - 1]?.[1] ?? ''), LINES);

/** A run that has changed three places of `a.txt`, changed `image`, added `new.txt`, and renamed `old.txt`. */
async function begin() {
  const stage = await GitStage.create(onTestFinished);
  await stage.init({ 'a.txt': LINES, 'old.txt': 'old\n', image: Buffer.from([0, 1]) });
  const run = stage.newRun();
  const folder = await stage.open(run);
  await stage.write(join(folder, 'a.txt'), withChanges(1, 2, 3));
  await stage.write(join(folder, 'image'), Buffer.from([0, 2]));
  await stage.write(join(folder, 'new.txt'), 'new\n');
  await stage.rename(join(folder, 'old.txt'), join(folder, 'renamed.txt'));
  await stage.keep(run);
  const ref = { tenant: TENANT, run };
  const look = async () => {
    const pair = (await stage.review.compare(ref, {})).find(({ path }) => path === 'a.txt');
    if (!pair?.before || !pair.after) throw new Error('a.txt is not changed');
    const { before, after } = pair;
    const compared = await compareFile(pair, async () => ({
      before: await stage.review.readBlob(ref, before),
      after: await stage.review.readBlob(ref, after),
    }));
    return compared.kind === 'text' ? compared.hash : compared.kind;
  };
  const diff = await look();
  const file = async (path = 'a.txt') => (await stage.review.find(ref))?.files.find((each) => each.path === path);
  const wish = (...hunks: readonly number[]) => ({ parts: [{ path: 'a.txt', diff, hunks }], by: USER });
  return { stage, run, ref, folder, look, diff, file, wish };
}

describe('single hunks of a file', LONG, () => {
  it('are accepted, and the branch holds exactly them; taken back, it holds exactly what it held', async () => {
    const { stage, ref, file, wish } = await begin();
    const before = await stage.git('rev-parse', 'main^{tree}');
    const first = await stage.review.accept(ref, wish(2));
    expect(await stage.show('main', 'a.txt')).toBe(withChanges(2));
    expect(await stage.read(join(stage.repository, 'a.txt'))).toBe(withChanges(2));
    expect(await file()).toMatchObject({ status: 'open', parts: { of: 3, accepted: [2], rejected: [] } });
    const second = await stage.review.accept(ref, wish(3, 1, 3));
    expect(await stage.show('main', 'a.txt')).toBe(withChanges(1, 2, 3));
    expect(await file()).toMatchObject({ status: 'accepted' });
    // In the order in which they came.
    await stage.review.undo(ref, { decision: first.id, by: USER });
    expect(await stage.show('main', 'a.txt')).toBe(withChanges(1, 3));
    expect(await file()).toMatchObject({ status: 'open', parts: { accepted: [1, 3] } });
    await stage.review.undo(ref, { decision: second.id, by: USER });
    expect(await stage.git('rev-parse', 'main^{tree}')).toBe(before);
    expect(await stage.git('status', '--porcelain')).toBe('');
    expect(await file()).toMatchObject({ status: 'open', parts: undefined });
  });

  it('are taken together with whole files, in one commit', async () => {
    const { stage, ref, wish } = await begin();
    await stage.review.accept(ref, { ...wish(1), files: ['new.txt'] });
    expect(await stage.git('rev-list', '--count', 'main')).toBe('2');
    expect(await stage.git('diff', '--name-only', 'main~1', 'main')).toBe('a.txt\nnew.txt');
    expect(await stage.show('main', 'a.txt')).toBe(withChanges(1));
  });

  it('are refused where the file was changed since it was shown, with all else that was asked for', async () => {
    const { stage, run, ref, folder, look, wish, file } = await begin();
    const main = await stage.git('rev-parse', 'main');
    await stage.review.accept(ref, wish(1));
    await stage.write(join(folder, 'a.txt'), withChanges(1, 2));
    await stage.keep(run);
    await expect(stage.review.accept(ref, { ...wish(2), files: ['new.txt'] })).rejects.toMatchObject({
      code: 'diff_changed',
      message: expect.stringContaining('a.txt'),
    });
    expect(await stage.git('rev-parse', 'main~1')).toBe(main);
    // What was said of the file as it was says nothing about what it is.
    expect(await file()).toMatchObject({ status: 'open', parts: undefined });
    const diff = await look();
    await stage.review.accept(ref, { parts: [{ path: 'a.txt', diff, hunks: [2] }], by: USER });
    expect(await stage.show('main', 'a.txt')).toBe(withChanges(1, 2));
  });

  it('are none of a file that is new, gone, renamed or no text, and none that the diff does not have', async () => {
    const { stage, ref, diff, wish } = await begin();
    for (const path of ['new.txt', 'old.txt', 'renamed.txt', 'image'])
      await expect(stage.review.accept(ref, { parts: [{ path, diff, hunks: [1] }], by: USER })).rejects.toMatchObject({
        code: 'hunks_unusable',
        message: expect.stringContaining(path),
      });
    await expect(stage.review.accept(ref, wish(1, 4))).rejects.toMatchObject({ code: 'hunks_unusable' });
    await expect(stage.review.accept(ref, { ...wish(1), files: ['a.txt'] })).rejects.toMatchObject({
      code: 'hunks_unusable',
    });
    await expect(
      stage.review.accept(ref, { parts: [{ path: 'z', diff, hunks: [1] }], by: USER }),
    ).rejects.toMatchObject({ code: 'file_not_found' });
  });

  it('are rejected, and stay out of what is accepted without a name', async () => {
    const { stage, ref, file, wish } = await begin();
    const rejected = await stage.review.reject(ref, wish(2));
    await stage.review.accept(ref, { by: USER });
    expect(await stage.show('main', 'a.txt')).toBe(withChanges(1, 3));
    expect(await stage.show('main', 'renamed.txt')).toBe('old\n');
    expect(await file()).toMatchObject({ status: 'partly', parts: { accepted: [1, 3], rejected: [2] } });
    await expect(stage.review.accept(ref, wish(1))).rejects.toMatchObject({ code: 'nothing_to_decide' });
    // Whoever names the file means all of it.
    await stage.review.accept(ref, { files: ['a.txt'], by: USER });
    expect(await stage.show('main', 'a.txt')).toBe(withChanges(1, 2, 3));
    expect(await file()).toMatchObject({ status: 'accepted' });
    await stage.review.undo(ref, { decision: rejected.id, by: USER });
    expect(await file()).toMatchObject({ status: 'accepted' });
  });

  it('go onto what somebody has changed elsewhere in the file since, and are refused where it is the same place', async () => {
    const { stage, ref, wish } = await begin();
    const mine = LINES.replace('line 10\n', 'mine\n').replace('line 39\n', 'mine too\n');
    await stage.write(join(stage.repository, 'a.txt'), mine);
    await stage.git('commit', '--quiet', '-am', 'mine');
    const { id } = await stage.review.accept(ref, wish(2));
    expect(await stage.show('main', 'a.txt')).toBe(mine.replace('line 20\n', 'line twenty\nand more\n'));
    await expect(stage.review.accept(ref, wish(1, 3))).rejects.toMatchObject({ code: 'changes_conflict' });
    await stage.review.undo(ref, { decision: id, by: USER });
    expect(await stage.show('main', 'a.txt')).toBe(mine);
  });

  it('go to several branches, each of which holds what was accepted there', async () => {
    const { stage, ref, wish } = await begin();
    await stage.review.accept(ref, { ...wish(1), onto: 'one' });
    await stage.review.accept(ref, { ...wish(2), onto: 'two' });
    expect(await stage.show('one', 'a.txt')).toBe(withChanges(1));
    expect(await stage.show('two', 'a.txt')).toBe(withChanges(2));
  });

  it('leave the mode of the file alone until all of it is accepted', async () => {
    const { stage, run, ref, folder, look } = await begin();
    await chmod(join(folder, 'a.txt'), 0o755);
    await stage.keep(run);
    const diff = await look();
    const wish = (...hunks: readonly number[]) => ({ parts: [{ path: 'a.txt', diff, hunks }], by: USER });
    const isProgram = async () => ((await stat(join(stage.repository, 'a.txt'))).mode & 0o100) !== 0;
    await stage.review.accept(ref, wish(1));
    expect(await isProgram()).toBe(false);
    await stage.review.accept(ref, wish(2, 3));
    expect(await isProgram()).toBe(true);
  });

  it('are known again after a crash', async () => {
    const { stage, run, ref, file, wish } = await begin();
    await stage.review.accept(ref, wish(1, 3));
    const { book } = stage.workspaces;
    const record = await book.find(run);
    if (!record) throw new Error('there is no record');
    await book.write({ ...record, decisions: record.decisions.map((each) => ({ ...each, state: 'begun' as const })) });
    stage.restart();
    expect(await file()).toMatchObject({ status: 'open', parts: { accepted: [1, 3] } });
  });

  it('are none of a run without a repository, whose files are all new', async () => {
    const stage = await GitStage.create(onTestFinished);
    const run = stage.newRun();
    const { folder } = await stage.workspaces.open({ tenant: TENANT, run });
    await stage.write(join(folder, 'a.txt'), 'a\n');
    await stage.keepFolder(run);
    const parts = [{ path: 'a.txt', diff: '0'.repeat(64), hunks: [1] }];
    await expect(stage.review.accept({ tenant: TENANT, run }, { parts, by: USER })).rejects.toMatchObject({
      code: 'hunks_unusable',
    });
  });
});

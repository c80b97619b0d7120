import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { GitStage, TENANT, USER } from '../testing/git-stage.ts';

const LONG = { timeout: 120_000 };

async function begin(files: Readonly<Record<string, string>>) {
  const stage = await GitStage.create(onTestFinished);
  await stage.init(files);
  const run = stage.newRun();
  return { stage, run, ref: { tenant: TENANT, run } };
}

describe('the tree of a user in which a branch is checked out', LONG, () => {
  it('keeps the files that it ignores, also under a folder that would become a file', async () => {
    const { stage, run, ref } = await begin({ '.gitignore': '.env\nbuild/\n', 'a.txt': 'a\n' });
    const folder = await stage.open(run);
    await writeFile(join(folder, '.gitignore'), '');
    await stage.write(join(folder, '.env'), 'of the agent\n');
    await stage.write(join(folder, 'build'), 'of the agent\n');
    await stage.keep(run);
    const main = await stage.git('rev-parse', 'main');
    for (const [taken, lying] of [
      ['.env', '.env'],
      ['build', 'build/output.bin'],
    ] as const) {
      await stage.write(join(stage.repository, lying), 'of the user\n');
      await expect(stage.review.accept(ref, { files: [taken], by: USER })).rejects.toMatchObject({
        code: 'tree_dirty',
        message: expect.stringContaining(lying),
      });
      expect(await stage.read(join(stage.repository, lying))).toBe('of the user\n');
    }
    expect(await stage.git('rev-parse', 'main')).toBe(main);
    await rm(join(stage.repository, 'build'), { recursive: true });
    await stage.review.accept(ref, { files: ['build'], by: USER });
    expect(await stage.read(join(stage.repository, 'build'))).toBe('of the agent\n');
  });

  it('keeps an ignored file that lies where a folder would go, and lets a folder of its own become a file', async () => {
    const { stage, run, ref } = await begin({ '.gitignore': 'out\n', 'dir/x.txt': 'x\n' });
    const folder = await stage.open(run);
    await writeFile(join(folder, '.gitignore'), '');
    await stage.write(join(folder, 'out/made.txt'), 'of the agent\n');
    await rm(join(folder, 'dir'), { recursive: true });
    await stage.write(join(folder, 'dir'), 'a file now\n');
    await stage.keep(run);
    await stage.write(join(stage.repository, 'out'), 'of the user\n');
    await expect(stage.review.accept(ref, { by: USER })).rejects.toMatchObject({ code: 'tree_dirty' });
    expect(await stage.read(join(stage.repository, 'out'))).toBe('of the user\n');
    await rm(join(stage.repository, 'out'));
    await stage.review.accept(ref, { by: USER });
    expect(await stage.read(join(stage.repository, 'dir'))).toBe('a file now\n');
    expect(await stage.read(join(stage.repository, 'out/made.txt'))).toBe('of the agent\n');
  });

  it('does not follow after a crash over what was put there since', async () => {
    const { stage, run, ref } = await begin({ '.gitignore': '.env\n' });
    const begun = await stage.git('rev-parse', 'main');
    const folder = await stage.open(run);
    await writeFile(join(folder, '.gitignore'), '');
    await writeFile(join(folder, '.env'), 'of the agent\n');
    await stage.keep(run);
    await stage.review.accept(ref, { by: USER });
    const accepted = await stage.git('rev-parse', 'main');
    const { book } = stage.workspaces;
    const record = await book.find(run);
    if (!record) throw new Error('there is no record');
    // As a process leaves it that dies when the branch has moved, and the folder has not.
    await stage.git('reset', '--quiet', '--hard', begun);
    await stage.git('update-ref', 'refs/heads/main', accepted);
    await stage.write(join(stage.repository, '.env'), 'of the user\n');
    await book.write({ ...record, decisions: record.decisions.map((each) => ({ ...each, state: 'begun' as const })) });
    expect((await stage.review.find(ref))?.record.decisions).toMatchObject([{ state: 'done' }]);
    expect(await stage.read(join(stage.repository, '.env'))).toBe('of the user\n');
  });

  it.each([
    ['git init --separate-git-dir', []],
    ['a submodule', ['core.worktree', '../project']],
  ] as const)('is found where its git folder lies elsewhere, as %s has it', async (_, setting) => {
    const { stage, run, ref } = await begin({ 'a.txt': 'a\n' });
    const apart = join(stage.root, 'apart.git');
    await rename(join(stage.repository, '.git'), apart);
    if (setting.length > 0) await stage.gitIn(stage.root, 'config', '--file', join(apart, 'config'), ...setting);
    await writeFile(join(stage.repository, '.git'), `gitdir: ${apart}\n`);
    await stage.write(join(await stage.open(run), 'a.txt'), 'A\n');
    await stage.keep(run);
    await stage.review.accept(ref, { by: USER });
    expect(await readFile(join(stage.repository, 'a.txt'), 'utf8')).toBe('A\n');
    expect(await stage.git('status', '--porcelain')).toBe('');
  });

  it('is none where nothing says where its git folder is', async () => {
    const { stage, run, ref } = await begin({ 'a.txt': 'a\n' });
    const [bare, linked] = [join(stage.root, 'apart.git'), join(stage.root, 'linked')];
    await rename(join(stage.repository, '.git'), bare);
    await stage.gitIn(stage.root, '--git-dir', bare, 'worktree', 'add', '--quiet', '-b', 'side', linked, 'main');
    await stage.workspaces.open({ ...stage.ask(run), wish: { repository: linked } });
    const { folder } = await stage.workspaces.open({ tenant: TENANT, run });
    await stage.write(join(folder, 'a.txt'), 'A\n');
    await stage.keep(run);
    await stage.review.accept(ref, { onto: 'main', by: USER });
    expect(await stage.gitIn(linked, 'show', 'main:a.txt')).toBe('A\n');
    expect(await stat(join(bare, 'a.txt')).catch(() => 'none')).toBe('none');
  });

  it('is the worktree that was named, with the branch that is checked out there', async () => {
    const { stage, run, ref } = await begin({ 'a.txt': 'a\n' });
    const linked = join(stage.root, 'linked');
    await stage.git('worktree', 'add', '--quiet', '-b', 'side', linked);
    await stage.write(join(linked, 'a.txt'), 'on the side\n');
    await stage.gitIn(linked, 'commit', '--quiet', '-am', 'side');
    const { folder, base } = await stage.workspaces.open({ ...stage.ask(run), wish: { repository: linked } });
    expect(base).toBe(await stage.git('rev-parse', 'side'));
    expect(await stage.read(join(folder, 'a.txt'))).toBe('on the side\n');
    await stage.write(join(folder, 'b.txt'), 'b\n');
    await stage.keep(run);
    expect(await stage.review.accept(ref, { by: USER })).toMatchObject({ target: { branch: 'side' } });
    expect(await stage.read(join(linked, 'b.txt'))).toBe('b\n');
    expect(await stat(join(stage.repository, 'b.txt')).catch(() => 'none')).toBe('none');
  });
});

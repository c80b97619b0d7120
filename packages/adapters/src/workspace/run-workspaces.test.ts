import { mkdir, readFile, readdir, readlink, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { GitStage, OTHER_TENANT, TENANT } from './testing/git-stage.ts';

const LONG = { timeout: 120_000 };

describe('the workspace of a run on a repository', LONG, () => {
  it('is a tree of its own on a branch of its own, and the tree of the user stays as it is', async () => {
    const stage = await GitStage.create(onTestFinished);
    await stage.init({ 'a.txt': 'one\n', 'src/b.ts': 'two\n' });
    const run = stage.newRun();
    const folder = await stage.open(run);
    expect(await stage.read(join(folder, 'src/b.ts'))).toBe('two\n');
    expect(await stage.gitIn(folder, 'status', '--porcelain')).toBe('');
    await stage.write(join(folder, 'a.txt'), 'changed\n');
    await stage.write(join(folder, 'new.md'), '# new\n');
    await rm(join(folder, 'src/b.ts'));
    const { changes, version, before } = await stage.keep(run);
    expect(changes.map(({ path, change }) => `${change} ${path}`)).toEqual([
      'changed a.txt',
      'added new.md',
      'deleted src/b.ts',
    ]);
    expect(before).toBe(await stage.git('rev-parse', 'main'));
    expect(await stage.git('rev-parse', `tutti/${run}`)).toBe(version);
    expect(await stage.git('log', '-1', '--format=%an <%ae>', version)).toBe('coding <coding@agents.tutti.invalid>');
    expect(await stage.git('status', '--porcelain')).toBe('');
    expect(await stage.read(join(stage.repository, 'a.txt'))).toBe('one\n');
    expect(await stage.git('worktree', 'list', '--porcelain')).toContain('locked');
  });

  it('is found again by another process, and refused where the journal says that it lies elsewhere', async () => {
    const stage = await GitStage.create(onTestFinished);
    await stage.init({ 'a.txt': 'one\n' });
    const run = stage.newRun();
    const { folder, place } = await stage.workspaces.open(stage.ask(run));
    await writeFile(join(folder, 'a.txt'), 'mine\n');
    stage.restart();
    expect(await stage.workspaces.open({ ...stage.ask(run), place })).toMatchObject({ folder, place });
    expect(await readFile(join(folder, 'a.txt'), 'utf8')).toBe('mine\n');
    const other = { ...stage.ask(run), place: { id: 'another', host: 'far.example.org' } };
    await expect(stage.workspaces.open(other)).rejects.toMatchObject({
      code: 'workspace_elsewhere',
      message: expect.stringContaining('far.example.org'),
    });
    await expect(stage.workspaces.open({ ...stage.ask(run), tenant: OTHER_TENANT })).rejects.toMatchObject({
      code: 'workspace_not_found',
    });
  });

  it('makes one version where the process dies between the snapshot and its record', async () => {
    const stage = await GitStage.create(onTestFinished);
    await stage.init({ 'a.txt': 'one\n' });
    const run = stage.newRun();
    await stage.write(join(await stage.open(run), 'a.txt'), 'two\n');
    const first = await stage.keep(run, 'the-step');
    stage.restart();
    expect(await stage.keep(run, 'the-step')).toEqual(first);
    expect((await stage.keep(run, 'the-next')).count).toBe(0);
    expect(await stage.git('rev-list', '--count', `main..tutti/${run}`)).toBe('1');
  });

  it('is made anew where the process died while it was being made', async () => {
    const stage = await GitStage.create(onTestFinished);
    await stage.init({ 'a.txt': 'one\n' });
    const run = stage.newRun();
    const folder = await stage.open(run);
    const { book } = stage.workspaces;
    const record = await book.find(run);
    if (!record) throw new Error('there is no record');
    await book.write({ ...record, state: 'making' });
    await rm(join(folder, 'a.txt'));
    stage.restart();
    await stage.open(run);
    expect(await stage.read(join(folder, 'a.txt'))).toBe('one\n');
    expect((await stage.keep(run)).count).toBe(0);
  });

  it('goes on from the files of its step when a run is begun again from there', async () => {
    const stage = await GitStage.create(onTestFinished);
    await stage.init({ 'a.txt': 'one\n' });
    const [run, again] = [stage.newRun(), stage.newRun()];
    await stage.write(join(await stage.open(run), 'a.txt'), 'two\n');
    const { version, before } = await stage.keep(run);
    const { folder } = await stage.workspaces.open({ ...stage.ask(again), from: version, base: before });
    expect(await stage.read(join(folder, 'a.txt'))).toBe('two\n');
    expect((await stage.review.find({ tenant: TENANT, run: again }))?.files).toMatchObject([{ path: 'a.txt' }]);
  });

  it('keeps what an agent has made that has taken its branch back behind the beginning', async () => {
    const stage = await GitStage.create(onTestFinished);
    await stage.init({ 'a.txt': 'one\n' });
    await stage.git('commit', '--quiet', '--allow-empty', '-m', 'more');
    const run = stage.newRun();
    const folder = await stage.open(run);
    await stage.gitIn(folder, 'reset', '--quiet', '--soft', 'main~1');
    await stage.write(join(folder, 'a.txt'), 'two\n');
    const { version, changes } = await stage.keep(run);
    expect(changes).toMatchObject([{ path: 'a.txt', change: 'changed' }]);
    expect(await stage.git('rev-parse', `${version}~1`)).toBe(await stage.git('rev-parse', 'main~1'));
    expect(await stage.show(`tutti/${run}`, 'a.txt')).toBe('two\n');
    expect((await stage.keep(run)).count).toBe(0);
  });

  it('lets two runs work on one repository at once, without seeing each other', async () => {
    const stage = await GitStage.create(onTestFinished);
    await stage.init({ 'a.txt': 'one\n' });
    const runs = [stage.newRun(), stage.newRun(), stage.newRun()];
    await Promise.all(
      runs.map(async (run) => {
        const folder = await stage.open(run);
        for (let round = 0; round < 3; round++) {
          await stage.write(join(folder, 'a.txt'), `${run} ${round}\n`);
          expect((await stage.keep(run)).count).toBe(1);
        }
      }),
    );
    for (const run of runs) expect(await stage.show(`tutti/${run}`, 'a.txt')).toBe(`${run} 2\n`);
  });

  it('keeps SHA-256 repositories, bytes, line ends, links and the right to execute exactly', async () => {
    const stage = await GitStage.create(onTestFinished);
    const bytes = Buffer.from([0, 1, 2, 255, 10, 13]);
    await stage.init({ 'crlf.txt': 'a\r\nb\r\n', '.gitattributes': '* text=auto eol=lf\n' }, '--object-format=sha256');
    const run = stage.newRun();
    const folder = await stage.open(run);
    expect((await stage.keep(run)).count).toBe(0);
    await stage.write(join(folder, 'image.bin'), bytes);
    await stage.write(join(folder, 'large.bin'), Buffer.alloc(3_000_000, 7));
    await writeFile(join(folder, 'tool.sh'), '#!/bin/sh\n', { mode: 0o755 });
    await symlink('/etc/passwd', join(folder, 'link'));
    const { version, changes } = await stage.keep(run);
    expect(version).toHaveLength(64);
    expect(changes).toContainEqual({ path: 'large.bin', change: 'added', bytes: 3_000_000 });
    const tree = await stage.git('ls-tree', '-r', version);
    expect(tree).toMatch(/^100755 blob \w+\ttool.sh$/m);
    expect(tree).toMatch(/^120000 blob \w+\tlink$/m);
    const ref = { tenant: TENANT, run };
    const files = await stage.review.readVersion(ref);
    const read = async (path: string) => {
      const entry = files.get(path);
      return entry && stage.review.readBlob(ref, entry);
    };
    expect(await read('image.bin')).toEqual(bytes);
    // What a link leads to is never read.
    expect((await read('link'))?.toString('utf8')).toBe('/etc/passwd');
  });

  it('takes hostile names as names, and leaves out with a word what git must not get', async () => {
    const stage = await GitStage.create(onTestFinished);
    await stage.init({ 'a.txt': 'one\n', '.gitignore': 'secret/\n*.log\n' });
    const run = stage.newRun();
    const folder = await stage.open(run);
    const odd = ['-rf', 'a\nb', ':(top)x', 'ü "quoted"', '--output=x', '$(touch pwned)'];
    for (const name of odd) await stage.write(join(folder, name), name);
    await stage.write(join(folder, 'sub/.GIT/config'), 'x');
    await stage.write(join(folder, 'other/.git/HEAD'), 'ref: refs/heads/main\n');
    await stage.write(join(folder, 'other/file'), 'x');
    await stage.write(join(folder, 'secret/key'), 'x');
    await stage.write(join(folder, 'noise.log'), 'x');
    await writeFile(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff, 0xfe])]), 'x');
    const { changes, leftOut } = await stage.keep(run);
    expect(changes.map(({ path }) => path).sort()).toEqual(odd.toSorted());
    expect(leftOut.map(({ why }) => why).sort()).toEqual([
      'it is a repository of its own',
      'it is a repository of its own',
      'its name is not UTF-8',
    ]);
  });

  it('does not follow a folder that was put in the place of another as a link', async () => {
    const stage = await GitStage.create(onTestFinished);
    await stage.init({ 'dir/a.txt': 'one\n' });
    const run = stage.newRun();
    const folder = await stage.open(run);
    const outside = join(stage.root, 'outside');
    await mkdir(outside);
    await writeFile(join(outside, 'a.txt'), 'secret\n');
    await rm(join(folder, 'dir'), { recursive: true });
    await symlink(outside, join(folder, 'dir'));
    const { changes, version } = await stage.keep(run);
    expect(changes.map(({ path, change }) => `${change} ${path}`)).toEqual(['added dir', 'deleted dir/a.txt']);
    expect(await stage.git('ls-tree', version)).toMatch(/^120000 blob \w+\tdir$/m);
    expect(await readlink(join(folder, 'dir'))).toBe(outside);
  });

  it('keeps submodules as they are and never looks into them', async () => {
    const stage = await GitStage.create(onTestFinished);
    await stage.init({ 'a.txt': 'one\n' });
    const commit = await stage.git('rev-parse', 'HEAD');
    await stage.git('update-index', '--add', '--cacheinfo', `160000,${commit},vendor/lib`);
    await stage.git('commit', '--quiet', '-m', 'a submodule');
    const run = stage.newRun();
    const folder = await stage.open(run);
    await stage.write(join(folder, 'vendor/lib/x.txt'), 'ignored\n');
    await stage.write(join(folder, 'a.txt'), 'two\n');
    const { version, changes } = await stage.keep(run);
    expect(changes.map(({ path }) => path)).toEqual(['a.txt']);
    expect(await stage.git('ls-tree', '-r', version)).toContain(`160000 commit ${commit}\tvendor/lib`);
  });

  it('refuses what is no repository, has no commit, or has no such base', async () => {
    const stage = await GitStage.create(onTestFinished);
    await expect(stage.open(stage.newRun())).rejects.toMatchObject({ code: 'repository_unusable' });
    await mkdir(stage.repository);
    await expect(stage.open(stage.newRun())).rejects.toMatchObject({ code: 'repository_unusable' });
    await stage.git('init', '--quiet');
    const { folder } = await stage.workspaces.open({ tenant: TENANT, run: stage.newRun() });
    const nested = { ...stage.ask(stage.newRun()), wish: { repository: folder } };
    await stage.gitIn(folder, 'init', '--quiet');
    await expect(stage.workspaces.open(nested)).rejects.toThrow('is the workspace of a run');
    await expect(stage.open(stage.newRun())).rejects.toMatchObject({ message: expect.stringContaining('no commit') });
    await stage.init({ 'a.txt': 'one\n' });
    await expect(stage.open(stage.newRun(), 'nowhere')).rejects.toMatchObject({
      message: expect.stringContaining('no nowhere'),
    });
    await mkdir(join(stage.repository, 'inner'));
    const inner = { ...stage.ask(stage.newRun()), wish: { repository: join(stage.repository, 'inner') } };
    await expect(stage.workspaces.open(inner)).rejects.toMatchObject({ code: 'repository_unusable' });
  });

  it('is removed when it is given up, with its branch unless something of it was accepted', async () => {
    const stage = await GitStage.create(onTestFinished);
    await stage.init({ 'a.txt': 'one\n' });
    const run = stage.newRun();
    const folder = await stage.open(run);
    await stage.write(join(folder, 'a.txt'), 'two\n');
    await stage.keep(run);
    await stage.workspaces.discard(TENANT, run);
    expect(await stat(folder).catch(() => 'gone')).toBe('gone');
    expect(await stage.git('branch', '--list')).toBe('* main');
    expect(await stage.git('worktree', 'list', '--porcelain')).not.toContain(run);
    await expect(stage.open(run)).rejects.toMatchObject({ code: 'workspace_not_found' });
  });
});

describe('the workspace of a run without a repository', LONG, () => {
  it('is an empty folder whose versions are kept beside it', async () => {
    const stage = await GitStage.create(onTestFinished);
    const [run, again] = [stage.newRun(), stage.newRun()];
    const { folder, kind, place } = await stage.workspaces.open({ tenant: TENANT, run });
    expect(kind).toBe('folder');
    await stage.write(join(folder, 'a/b.txt'), 'one\n');
    const first = await stage.keepFolder(run, 'one');
    expect(await stage.keepFolder(run, 'one')).toEqual(first);
    await stage.write(join(folder, 'a/b.txt'), 'two\n');
    const second = await stage.keepFolder(run, 'two');
    expect(second).toMatchObject({ before: first.version, changes: [{ path: 'a/b.txt', change: 'changed' }] });
    const state = await stage.review.find({ tenant: TENANT, run });
    expect(state?.versions.map(({ version }) => version)).toEqual([second.version, first.version]);
    const begun = await stage.workspaces.open({ tenant: TENANT, run: again, from: first.version, place });
    expect(await stage.read(join(begun.folder, 'a/b.txt'))).toBe('one\n');
  });

  it('gives back what only it has kept when it is given up', async () => {
    const stage = await GitStage.create(onTestFinished);
    const [one, other] = [stage.newRun(), stage.newRun()];
    for (const [run, text] of [
      [one, 'only mine'],
      [other, 'only yours'],
    ] as const) {
      const { folder } = await stage.workspaces.open({ tenant: TENANT, run });
      await stage.write(join(folder, 'shared.txt'), 'of both');
      await stage.write(join(folder, 'own.txt'), text);
      await stage.keepFolder(run);
    }
    const kept = join(stage.root, 'data', 'workspaces', '.kept');
    const names = (await readdir(kept, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    expect(names).toHaveLength(5);
    for (const { parentPath, name } of names) await utimes(join(parentPath, name), 0, 0);
    await stage.workspaces.discard(TENANT, one);
    const left = (await readdir(kept, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    expect(left).toHaveLength(3);
    const ref = { tenant: TENANT, run: other };
    const files = await stage.review.readVersion(ref);
    for (const entry of files.values()) await stage.review.readBlob(ref, entry);
  });
});

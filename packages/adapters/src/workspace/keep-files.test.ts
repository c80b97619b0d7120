import { execFile } from 'node:child_process';
import { rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { keepFiles } from './keep-files.ts';
import { GitStage, TENANT, USER } from './testing/git-stage.ts';

const LONG = { timeout: 120_000 };

async function begin(files: Readonly<Record<string, string>>) {
  const stage = await GitStage.create(onTestFinished);
  await stage.init(files);
  const run = stage.newRun();
  return { stage, run, ref: { tenant: TENANT, run }, folder: await stage.open(run) };
}

const start = promisify(execFile);

/** Step by step: no path as long as this can be asked for at once. */
async function makeDeep(folder: string, names: readonly string[]): Promise<void> {
  const script = 'for (const name of process.argv.slice(1)) { fs.mkdirSync(name); process.chdir(name); }';
  await start(process.execPath, ['-e', script, ...names], { cwd: folder, timeout: 30_000 });
}

describe('what a version holds of files that could not be looked at', LONG, () => {
  it('is what the version before held: accepting the rest deletes nothing of it', async () => {
    const { stage, run, ref, folder } = await begin({ 'large.bin': 'small\n', 'lib/x.txt': 'x\n', 'b.txt': 'b\n' });
    await truncate(join(folder, 'large.bin'), 65 * 1024 * 1024);
    await stage.write(join(folder, 'lib/.git/HEAD'), 'ref: refs/heads/main\n');
    await stage.write(join(folder, 'b.txt'), 'B\n');
    const { changes, leftOut } = await stage.keep(run);
    expect(leftOut.map(({ path }) => path).sort()).toEqual(['large.bin', 'lib']);
    expect(changes.map(({ path }) => path)).toEqual(['b.txt']);
    await stage.review.accept(ref, { by: USER });
    expect(await stage.show('main', 'large.bin')).toBe('small\n');
    expect(await stage.read(join(stage.repository, 'lib/x.txt'))).toBe('x\n');
  });

  it('tells of a folder that cannot be listed, and keeps what it held', async () => {
    const { stage, run, folder } = await begin({ 'lib/x.txt': 'x\n', 'gone/y.txt': 'y\n' });
    const found = await stage.workspaces.find(TENANT, run);
    if (!found) throw new Error('there is no workspace');
    const { versions, record } = found;
    const old = await versions.readManifest(record.base);
    // The end of a path that is longer than the system takes can be made from within, and not be listed from without.
    const deep = Array.from({ length: 21 }, () => 'd'.repeat(200));
    await makeDeep(folder, deep);
    onTestFinished(async () => void (await start('rm', ['-rf', join(folder, deep[0] ?? '')])));
    await rm(join(folder, 'gone'), { recursive: true });
    const signal = new AbortController().signal;
    const entry = old.get('lib/x.txt');
    if (!entry) throw new Error('there is no lib/x.txt');
    const unseen = [...deep, 'x.txt'].join('/');
    const { manifest, leftOut } = await keepFiles({
      folder,
      versions,
      old: new Map([...old, [unseen, entry]]),
      signal,
    });
    expect(leftOut).toMatchObject([{ why: expect.stringContaining('cannot be read') }]);
    expect([...manifest.keys()].sort()).toEqual([unseen, 'lib/x.txt'].sort());
  });

  it('takes a folder called .tutti for the own one of the tools only where the user has none', async () => {
    const { stage, run, folder } = await begin({ '.tutti/agents.md': 'mine\n' });
    await stage.write(join(folder, 'new.txt'), 'new\n');
    expect((await stage.keep(run)).changes.map(({ path }) => path)).toEqual(['new.txt']);
    const other = await begin({ 'a.txt': 'a\n' });
    await other.stage.write(join(other.folder, '.tutti/output.txt'), 'kept by a tool\n');
    expect((await other.stage.keep(other.run)).count).toBe(0);
  });
});

import { chmod, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { GitStage, TENANT, USER } from './testing/git-stage.ts';

describe('a repository that wants to run programs', () => {
  it('starts none of them, whatever is done in its workspace', { timeout: 120_000 }, async () => {
    const stage = await GitStage.create(onTestFinished);
    await stage.init({ 'a.txt': 'one\n', '.gitattributes': '* filter=evil diff=evil merge=evil\n' });
    const traces = join(stage.root, 'traces');
    await stage.write(join(traces, 'keep'), '');
    const trap = join(stage.root, 'trap.sh');
    await writeFile(trap, `#!/bin/sh\ntouch "${traces}/$$"\n[ $# -eq 0 ] && exec cat\nexit 0\n`, { mode: 0o755 });
    await plant(stage, trap);
    const run = stage.newRun();
    const ref = { tenant: TENANT, run };
    const folder = await stage.open(run);
    await stage.write(join(folder, 'a.txt'), 'two\n');
    await stage.write(join(folder, 'b.txt'), 'two\n');
    await stage.keep(run);
    await stage.review.compare(ref, {});
    const { id } = await stage.review.accept(ref, { by: USER });
    await stage.review.undo(ref, { decision: id, by: USER });
    await stage.review.accept(ref, { onto: 'other', by: USER });
    await stage.workspaces.discard(TENANT, run);
    expect(await readdir(traces)).toEqual(['keep']);
    expect(await stage.show('other', 'a.txt')).toBe('two\n');
    // The trap is one: git as the user would call it runs it.
    await stage.write(join(stage.repository, 'a.txt'), 'three\n');
    await stage.git('add', 'a.txt');
    expect((await readdir(traces)).length).toBeGreaterThan(1);
  });
});

const HOOKS = ['post-checkout', 'pre-commit', 'post-commit', 'reference-transaction', 'post-index-change', 'update'];

async function plant(stage: GitStage, trap: string): Promise<void> {
  for (const hook of HOOKS) {
    const path = join(stage.repository, '.git/hooks', hook);
    await stage.write(path, `#!/bin/sh\nexec ${trap} </dev/null\n`);
    await chmod(path, 0o755);
  }
  const settings: Readonly<Record<string, string>> = {
    'filter.evil.clean': trap,
    'filter.evil.smudge': trap,
    'filter.evil.required': 'true',
    'filter.other.process': trap,
    'diff.evil.textconv': trap,
    'diff.evil.command': trap,
    'diff.external': trap,
    'merge.evil.driver': trap,
    'core.fsmonitor': trap,
    'core.editor': trap,
    'core.pager': trap,
    'core.sshCommand': trap,
    'credential.helper': `!${trap}`,
    'gpg.program': trap,
    'commit.gpgSign': 'true',
    'alias.status': `!${trap}`,
    'alias.worktree': `!${trap}`,
    'gc.auto': '1',
  };
  for (const [key, value] of Object.entries(settings)) await stage.git('config', key, value);
}

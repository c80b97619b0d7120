/** The scripts that `tutti completion` prints, read by the shells that they are for. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { needProgram } from './need-program.ts';
import { TuttiHome } from './tutti-process.ts';

const SHELLS = {
  bash: { places: ['/usr/bin/bash', '/bin/bash'], args: ['-n'] },
  zsh: { places: ['/usr/bin/zsh', '/bin/zsh'], args: ['-n'] },
  fish: { places: ['/usr/bin/fish', '/usr/local/bin/fish'], args: ['--no-execute'] },
} as const;

describe.each(Object.keys(SHELLS) as (keyof typeof SHELLS)[])('completion for %s', (shell) => {
  it('is a script that the shell understands', async () => {
    const { places, args } = SHELLS[shell];
    const program = needProgram({ places, package: shell });
    const home = new TuttiHome();
    const { code, stdout } = await home.run('completion', shell);
    expect(code).toBe(0);
    const script = join(home.directory, 'completion');
    writeFileSync(script, stdout);
    const { status, stderr } = spawnSync(program, [...args, script], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

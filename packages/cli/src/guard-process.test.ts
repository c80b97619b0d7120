import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const urlOf = (file: string) => JSON.stringify(pathToFileURL(join(import.meta.dirname, file)).href);

/** A process of its own, because these errors are the process's. */
function runGuarded(script: string) {
  const guard = `
    import { guardProcess } from ${urlOf('guard-process.ts')};
    import { createTerminal } from ${urlOf('terminal.ts')};
    guardProcess(createTerminal({ color: false }), { json: false, debug: false });
    ${script}`;
  return spawnSync(process.execPath, ['--input-type=module', '--eval', guard], { encoding: 'utf8' });
}

describe('errors that nobody awaits', () => {
  it('are told and end nothing when a promise was let go of', () => {
    const { status, stdout, stderr } = runGuarded(`
      Promise.reject(new Error('left alone'));
      setTimeout(() => console.log('still here'), 10);`);
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'still here\n' });
    expect(stderr).toContain('warning: a tool or plugin left a rejection unhandled: left alone');
  });

  it('end the process with a message when they were thrown', () => {
    const { status, stdout, stderr } = runGuarded(`
      setTimeout(() => console.log('never'), 1_000);
      setImmediate(() => { throw new TypeError('thrown'); });`);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^error: thrown\n {2}code {4}internal\n/);
    expect(stderr).not.toContain('    at ');
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';

const GUARD = JSON.stringify(pathToFileURL(join(import.meta.dirname, 'guard-streams.ts')).href);

/** Writes on after its reader has gone, and says with its exit code whether it got to its end. */
async function writeToNobody(isServer: boolean): Promise<number> {
  const script = `
    import { guardStreams } from ${GUARD};
    guardStreams({ isServer: ${isServer} });
    const writing = setInterval(() => process.stdout.write('line\\n'), 5);
    process.stdin.resume().on('end', () => { clearInterval(writing); process.exit(9); });`;
  const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', script];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdout.once('data', () => {
    child.stdout.destroy();
    if (isServer) child.stdin.end();
  });
  const [code]: unknown[] = await once(child, 'exit');
  return Number(code);
}

describe('when nobody reads any more', () => {
  it('a command ends without a complaint', async () => {
    expect(await writeToNobody(false)).toBe(0);
  });

  it('a server works on', async () => {
    expect(await writeToNobody(true)).toBe(9);
  });
});

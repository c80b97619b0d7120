/** Runs a command that leaves a child behind with nothing of it but its limits, tells the child's id, and waits to be killed. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Warden } from '../../../mcp/stdio/warden.ts';
import { runCommand } from '../run-command.ts';

const folder = await mkdtemp(join(tmpdir(), 'tutti-held-'));
const file = join(folder, 'pid');
const leave = `setsid env -i sleep 1000 >/dev/null 2>&1 </dev/null & echo $! > ${file}`;
void runCommand({
  file: '/bin/sh',
  words: ['-c', `setsid env -i /bin/sh -c '${leave}'; sleep 1000`],
  folder,
  environment: { PATH: '/usr/bin:/bin' },
  limitMs: 300_000,
  outputBytes: 1_000,
  signal: new AbortController().signal,
  warden: new Warden(),
});
for (let text = ''; ; ) {
  text = await readFile(file, 'utf8').catch(() => '');
  if (text.endsWith('\n')) {
    await rm(folder, { recursive: true });
    process.stdout.write(text);
    break;
  }
  await new Promise((resolve) => setTimeout(resolve, 20));
}

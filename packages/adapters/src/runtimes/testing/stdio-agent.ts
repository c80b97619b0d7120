/** A plain program: its first word says what it does with what it reads. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

const [verb = 'answer', word = ''] = process.argv.slice(2);

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function read(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

switch (verb) {
  case 'environment':
    say(JSON.stringify({ env: readFileSync('/proc/self/environ', 'utf8').split('\0'), cwd: process.cwd() }));
    break;
  case 'flood':
    for (;;) if (!process.stdout.write('x'.repeat(65_536))) await new Promise((go) => process.stdout.once('drain', go));
  case 'fork': {
    // Children in their own groups, which nobody waits for.
    for (let count = 0; count < 3; count++)
      spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)'], {
        detached: true,
        stdio: 'ignore',
      }).unref();
    process.on('SIGTERM', () => {});
    say('forked');
    setInterval(() => {}, 1_000);
    break;
  }
  case 'fail':
    process.stderr.write('it is broken\n');
    process.exitCode = 3;
    break;
  case 'word':
    say(`\u001B[1mword:\u001B[0m ${word}`);
    break;
  default:
    say(`stdio heard: ${await read()}`);
}

/** Memory, cold starts and slowed disks are measured in processes of their own. */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

export interface ChildOptions {
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a file with one input; its answer is the last line that it prints, as JSON. */
export async function runChild<Answer>(file: URL, input: unknown, { env = {} }: ChildOptions = {}): Promise<Answer> {
  const child = spawn(process.execPath, [fileURLToPath(file), JSON.stringify(input)], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  const [printed, complaints, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (code !== 0) throw new Error(`${file.pathname} ended with ${code}:\n${complaints}${printed}`);
  return JSON.parse(printed.trimEnd().split('\n').at(-1) ?? '') as Answer;
}

/** In the child: what `runChild` was given. */
export function readInput<Input>(): Input {
  return JSON.parse(process.argv[2] ?? 'null') as Input;
}

export function answer(value: unknown): void {
  console.log(JSON.stringify(value));
}

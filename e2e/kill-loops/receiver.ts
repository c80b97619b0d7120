/**
 * The world outside, as a file: every call is one line, appended by the system in one piece, so it is there although
 * the process that wrote it is killed in the next moment. It stands for a payment service or a mail server.
 */
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RunId } from '@tutti/protocol';
import * as z from 'zod';

export const Call = z.object({
  /** Which of the processes of this loop, the first is 1. */
  life: z.int().positive(),
  run: RunId,
  path: z.string(),
  key: z.string(),
  effect: z.enum(['pure', 'idempotent', 'verified', 'asked']),
});
export type Call = z.infer<typeof Call>;

export class Receiver {
  readonly #file: string;

  constructor(directory: string) {
    this.#file = join(directory, 'receiver.log');
    appendFileSync(this.#file, '');
  }

  call(call: Call): void {
    appendFileSync(this.#file, `${JSON.stringify(call)}\n`);
  }

  knows(key: string): boolean {
    return this.list().some((call) => call.key === key);
  }

  list(): Call[] {
    const lines = readFileSync(this.#file, 'utf8').split('\n');
    return lines.filter((line) => line !== '').map((line) => Call.parse(JSON.parse(line)));
  }
}

import { writeSync } from 'node:fs';

const STANDARD_OUTPUT = 1;

/** Out of the process when it returns, so that a kill right after it cannot take it back. */
export function say(line: string): void {
  writeSync(STANDARD_OUTPUT, `${line}\n`);
}

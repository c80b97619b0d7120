import * as z from 'zod';
import type { Program } from '../run/program.ts';

export const CALLS_PROGRAM = 'calls';
export const CALLS_VERSION = 1;
export const CALLS_TITLE = 'Model calls over the API';

/**
 * A ledger is written by the process that makes its calls, not by a program. This one only ends what such a process has left
 * behind: what was reserved and never settled has been settled as doubtful before it is called.
 */
export function createCallsProgram(): Program<null> {
  return {
    name: CALLS_PROGRAM,
    version: CALLS_VERSION,
    input: z.null(),
    run: async () => ({ output: { left: true }, labels: [] }),
  };
}

import { InvalidInputError, RunError, RunNotFoundError, StoreUnusableError } from '@tutti/engine';
import { describe, expect, it } from 'vitest';
import { toExitCode, toExitCodeOfRun } from './exit-code.ts';

describe('exit codes', () => {
  it('tell the class of an error', () => {
    expect(toExitCode(new InvalidInputError('no', 'field'))).toBe(2);
    expect(toExitCode(new RunNotFoundError('run_x'))).toBe(3);
    expect(toExitCode(new RunError('run_not_paused', 'no'))).toBe(4);
    expect(toExitCode(new StoreUnusableError('store_locked', 'no'))).toBe(5);
    expect(toExitCode(new RunError('step_failed', 'no'))).toBe(1);
    expect(toExitCode(new TypeError('no'))).toBe(1);
  });

  it('tell how a run ended', () => {
    const codes = (['completed', 'failed', 'cancelled', 'waiting', 'paused', 'quarantined'] as const).map(
      toExitCodeOfRun,
    );
    expect(codes).toEqual([0, 1, 1, 4, 4, 4]);
  });
});

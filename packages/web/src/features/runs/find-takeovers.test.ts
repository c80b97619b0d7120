import type { RunEvent } from '@tutti/protocol';
import { parseWireEvent } from '@tutti/protocol/api';
import { describe, expect, it } from 'vitest';
import { createEvents } from '../../client/testing/create-events.ts';
import { findTakeovers } from './find-takeovers.ts';

const [submitted, started] = createEvents({ steps: 0 });
const FIRST = `wrk_${'0'.repeat(36)}`;
const SECOND = `wrk_${'1'.repeat(36)}`;
const THIRD = `wrk_${'2'.repeat(36)}`;

function journal(...facts: readonly object[]): RunEvent[] {
  const events = [submitted, started].filter((event) => event !== undefined);
  const [first] = events;
  return [
    ...events,
    ...facts.map((fact, index) => {
      const seq = events.length + index + 1;
      return parseWireEvent({ ...fact, tenant: first?.tenant, run: first?.run, seq, at: seq, hash: first?.hash });
    }),
  ];
}
const claimed = (worker: string) => ({ type: 'run.claimed', worker, epoch: 2, build: 'test' });

describe('takeovers', () => {
  it('are claims of a run that another worker had in hand', () => {
    expect(findTakeovers(journal(claimed(SECOND), claimed(THIRD)))).toEqual([
      { seq: 3, at: 3, by: SECOND, from: FIRST },
      { seq: 4, at: 4, by: THIRD, from: SECOND },
    ]);
  });

  it('are not claims by the same worker, nor of a run that was put down before', () => {
    expect(findTakeovers(journal(claimed(FIRST)))).toEqual([]);
    expect(findTakeovers(journal({ type: 'run.parked', waits: [] }, claimed(SECOND)))).toEqual([]);
    expect(findTakeovers(journal({ type: 'run.paused', reason: '' }, claimed(SECOND)))).toEqual([]);
    expect(findTakeovers(journal({ type: 'run.quarantined', claims: 5 }, claimed(SECOND)))).toEqual([]);
  });

  it('go on being found after a run was parked', () => {
    const events = journal({ type: 'run.parked', waits: [] }, claimed(SECOND), claimed(THIRD));
    expect(findTakeovers(events)).toMatchObject([{ by: THIRD, from: SECOND }]);
  });
});

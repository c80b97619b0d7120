import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AgentId, RunId, SignalId, TaskId, toIdText } from './ids.ts';

const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 });
const time = fc.integer({ min: 0, max: 2 ** 45 });

describe('ids', () => {
  it('are accepted by their own schema and by no other', () => {
    fc.assert(
      fc.property(time, bytes, (now, random) => {
        const id = toIdText('run', now, random);
        expect(RunId.safeParse(id).success).toBe(true);
        expect(TaskId.safeParse(id).success).toBe(false);
      }),
    );
  });

  it('sort by time, whatever the chance in them', () => {
    fc.assert(
      fc.property(time, time, bytes, (one, other, random) => {
        const [early, late] = [Math.min(one, other), Math.max(one, other) + 1];
        expect(toIdText('run', early, random) < toIdText('run', late, new Uint8Array(16))).toBe(true);
      }),
    );
  });

  it('differ when any one of the 128 random bits differs', () => {
    fc.assert(
      fc.property(bytes, fc.nat(127), (random, bit) => {
        const other = Uint8Array.from(random);
        const index = bit >> 3;
        other[index] = (other[index] ?? 0) ^ (1 << (bit & 7));
        expect(toIdText('run', 0, other)).not.toBe(toIdText('run', 0, random));
      }),
    );
  });

  it('refuse too little chance', () => {
    expect(() => toIdText('run', 0, new Uint8Array(15))).toThrow(RangeError);
  });

  it.each(['', 'Run', 'code_review', '-x', 'x-', 'x--y', 'a'.repeat(81)])(
    'refuse "%s" as the name of an agent',
    (name) => {
      expect(AgentId.safeParse(name).success).toBe(false);
    },
  );

  it('let a sender choose the id of its signal', () => {
    expect(SignalId.safeParse('sig_order-17/retry.2').success).toBe(true);
    expect(SignalId.safeParse('sig_').success).toBe(false);
    expect(SignalId.safeParse(`sig_${'x'.repeat(241)}`).success).toBe(false);
  });
});

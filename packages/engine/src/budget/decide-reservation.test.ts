import { describe, expect, it } from 'vitest';
import { decideReservation, type Limited } from './decide-reservation.ts';

const overrun: Limited = {
  account: 'run',
  limit: { tokens: 100, costNanoUsd: 1_000 },
  reserved: { tokens: 0, costNanoUsd: 0 },
  spent: { tokens: 130, costNanoUsd: 1_200 },
};

describe('a reservation on accounts that are overrun', () => {
  it.each([
    [{ tokens: 0, costNanoUsd: 0 }, 'granted'],
    [{ tokens: 1, costNanoUsd: 0 }, 'refused'],
    [{ tokens: 0, costNanoUsd: 1 }, 'refused'],
  ] as const)('takes what is asked for, not what is not: %j is %s', (asked, status) => {
    expect(decideReservation([overrun], asked)).toMatchObject({ status });
  });

  it('waits for nobody where nothing is asked for', () => {
    const held = { ...overrun, spent: { tokens: 0, costNanoUsd: 0 }, reserved: { tokens: 100, costNanoUsd: 1_000 } };
    expect(decideReservation([held], { tokens: 0, costNanoUsd: 0 })).toEqual({ status: 'granted' });
    expect(decideReservation([held], { tokens: 1, costNanoUsd: 0 })).toMatchObject({ status: 'blocked' });
  });
});

import { describe, expect, it } from 'vitest';
import { compareClaims } from './compare-claims.ts';

const among = (...texts: readonly string[]) =>
  compareClaims(texts.map((text, place) => ({ by: ['ann', 'bob', 'cid'][place] ?? 'dan', text })));

describe('how far answers agree', () => {
  it('goes by what they claim, not by how they put it', () => {
    expect(among('The pier holds 300 guests.', 'I think that the pier holds 300 guests!').agreement).toBe(1);
    expect(among('The pier holds 300 guests.', 'Boats leave at noon.').agreement).toBe(0);
  });

  it('is a share where they agree in part', () => {
    const both = among(
      '- The pier holds 300 guests.\n- Boats leave at noon.',
      'Boats leave at noon. Lamps are rented out.',
    );
    expect(both.agreement).toBe(0.5);
    expect(both.shared).toEqual([{ claim: 'Boats leave at noon.', by: ['ann', 'bob'] }]);
  });

  it('is none where a number or a negation differs, and says who disputes what', () => {
    const both = among('The pier holds 300 guests on a calm day.', 'The pier holds 200 guests on a calm day.');
    expect(both.agreement).toBe(0);
    expect(both.disputed).toEqual([
      {
        one: { by: 'ann', claim: 'The pier holds 300 guests on a calm day.' },
        other: { by: 'bob', claim: 'The pier holds 200 guests on a calm day.' },
      },
    ]);
    expect(among('The bridge is safe for trucks today.', 'The bridge is not safe for trucks today.').agreement).toBe(0);
  });

  it('is the mean of all pairs', () => {
    expect(among('Boats leave at noon.', 'Boats leave at noon.', 'Lamps are rented out.').agreement).toBeCloseTo(1 / 3);
  });

  it('counts answers of one word, and takes none for an answer', () => {
    expect(among('Yes.', 'yes').agreement).toBe(1);
    expect(among('Yes.', 'Never').agreement).toBe(0);
    expect(among('', '').agreement).toBe(0);
    expect(among('Boats leave at noon.').agreement).toBe(1);
  });
});

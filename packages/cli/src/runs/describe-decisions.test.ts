import type { Json, RunEvent } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { describeDecisions } from './describe-decisions.ts';

const told = (name: string, value: Json) => ({ type: 'domain.recorded', name, data: { value } }) as unknown as RunEvent;

describe('what a team has decided', () => {
  it('is a line for each vote, bid and verdict', () => {
    const tally = { round: 1, total: 3, needed: 2, decided: 'moss', strongest: ['moss'], tied: false };
    const lines = [
      { proposal: 'moss', voters: ['ann', 'bob'], first: 2, acceptable: 3 },
      { proposal: 'cedar', voters: [], first: 0, acceptable: 1 },
    ];
    expect(
      describeDecisions([
        told('consensus.tallied', { ...tally, lines }),
        told('auction.bid', { by: 'ann', part: 0, confidence: 0.9, worth: 0.625 }),
        told('auction.awarded', { part: 0, by: 'ann', worth: 0.6, price: 0.4, round: 2 }),
        told('competitive.judged', { judge: 'cid', between: ['ann', 'bob'], winner: null, swayed: true }),
        told('hierarchical.accepted', { task: 'survey', by: 'bob', round: 2, reservations: true, reason: 'thin' }),
      ]),
    ).toEqual([
      'round 1: moss 2 (ann, bob), cedar 0 (nobody); 2 needed, moss decided',
      'ann bids for part 1: sure 0.90, worth 0.63',
      'part 1 went to ann in round 2',
      'cid compared ann and bob: neither',
      'survey by bob was taken with reservations: thin',
    ]);
  });

  it('is silent of what it does not know, and of what is in another form', () => {
    expect(describeDecisions([told('harbour.opened', {}), told('consensus.tallied', { round: 'one' })])).toEqual([]);
  });

  it('is cut at its beginning where there is much of it', () => {
    const many = Array.from({ length: 30 }, (_, item) => ({ item: item + 1, stage: 1, by: 'ann', reason: 'no' }));
    const lines = describeDecisions(many.map((facts) => told('pipeline.set_aside', facts)));
    expect(lines).toHaveLength(24);
    expect(lines[0]).toBe('… 7 more before');
    expect(lines.at(-1)).toContain('item 30');
  });
});

import { AgentId } from '@tutti/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addProposal, findSame, type Proposal, shuffle } from './proposals.ts';

const ann = AgentId.parse('ann');
const made = (summary: string, answer = 'all of it') => ({ by: ann, round: 1, summary, answer });

describe('proposals', () => {
  it('are the same where they say the same in summary and in full', () => {
    const first = addProposal([], made('Use Redis'));
    expect(findSame([first], made('use redis!', ' all of  it'))).toBe(first);
    expect(findSame([first], made('use redis', 'not all of it'))).toBeUndefined();
    expect(
      findSame([addProposal([], made('test it', 'if (!ok) stop'))], made('test it', 'if (ok) stop')),
    ).toBeUndefined();
    expect(findSame([first], made('use redis', 'drop all tables'))).toBeUndefined();
  });

  it('have names of their own that follow from what they say', () => {
    const summaries = Array.from({ length: 100 }, (_, at) => `proposal ${at}`);
    const all = summaries.reduce<Proposal[]>((before, summary) => [...before, addProposal(before, made(summary))], []);
    expect(new Set(all.map(({ name }) => name)).size).toBe(100);
    expect(addProposal([], { ...made('proposal 7'), by: AgentId.parse('bob') }).name).toBe(
      addProposal([], made('proposal 7')).name,
    );
  });

  it('stand in any order as often as in another', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(), { maxLength: 9 }),
        fc.infiniteStream(fc.double({ min: 0, max: 0.999_999, noNaN: true })),
        (items, draws) => {
          const order = shuffle(items, () => draws.next().value ?? 0);
          expect(order.toSorted((one, other) => one - other)).toEqual(items.toSorted((one, other) => one - other));
        },
      ),
    );
    const counts = new Map<string, number>();
    for (let one = 0; one < 3; one++)
      for (let other = 0; other < 2; other++) {
        const draws = [(one + 0.5) / 3, (other + 0.5) / 2, 0.5];
        const order = shuffle(['a', 'b', 'c'], () => draws.shift() ?? 0).join('');
        counts.set(order, (counts.get(order) ?? 0) + 1);
      }
    expect([...counts.values()]).toEqual([1, 1, 1, 1, 1, 1]);
  });
});

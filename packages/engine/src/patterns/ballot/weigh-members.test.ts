import { AgentId } from '@tutti/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { weighByRecord, weighEqually } from './weigh-members.ts';

const toMembers = (count: number) => Array.from({ length: count }, (_, at) => AgentId.parse(`m${at}`));
const team = fc
  .integer({ min: 2, max: 20 })
  .chain((size) =>
    fc.tuple(
      ...toMembers(size).map((agent) =>
        fc.nat(1_000).chain((finished) => fc.nat(finished).map((good) => ({ agent, finished, good, bids: [] }))),
      ),
    ),
  );

describe('weights by record', () => {
  it('give nobody a third among four or more, nobody half among three, and no f of 3f + 1 a third together', () => {
    fc.assert(
      fc.property(team, (records) => {
        const weights = [
          ...weighByRecord(
            records.map(({ agent }) => agent),
            records,
          ).weights.values(),
        ];
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        const heaviest = weights.toSorted((one, other) => other - one);
        const faulty = Math.floor((records.length - 1) / 3);
        expect(weights.every((weight) => Number.isSafeInteger(weight) && weight > 0)).toBe(true);
        expect(3 * heaviest.slice(0, faulty).reduce((sum, weight) => sum + weight, 0)).toBeLessThan(
          faulty > 0 ? total : 1,
        );
        if (records.length === 3) expect(2 * (heaviest[0] ?? 0)).toBeLessThan(total);
        if (records.length === 2) expect(heaviest[0]).toBe(heaviest[1]);
      }),
    );
  });

  it('weigh a better record more, and one lucky run hardly', () => {
    const [ann, bob, cid, dan] = toMembers(4) as [AgentId, AgentId, AgentId, AgentId];
    const record = (agent: AgentId, finished: number, good: number) => ({ agent, finished, good, bids: [] });
    const records = [record(ann, 100, 90), record(bob, 100, 50), record(cid, 1, 1), record(dan, 0, 0)];
    const { weights } = weighByRecord([ann, bob, cid, dan], records);
    const [good = 0, bad = 0, lucky = 0, unknown = 0] = [ann, bob, cid, dan].map((by) => weights.get(by) ?? 0);
    expect(good).toBeGreaterThan(lucky);
    expect(lucky).toBeGreaterThanOrEqual(unknown);
    expect(unknown).toBeGreaterThan(bad);
    expect(lucky / unknown).toBeLessThan(1.1);
  });

  it('are equal where nothing is known of anybody', () => {
    const members = toMembers(5);
    const records = members.map((agent) => ({ agent, finished: 0, good: 0, bids: [] }));
    expect(new Set(weighByRecord(members, records).weights.values()).size).toBe(1);
    expect(new Set(weighEqually(members).weights.values())).toEqual(new Set([1]));
  });
});

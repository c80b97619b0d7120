import { AgentId } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { BudgetExceededError } from '../errors.ts';
import type { AgentRecord, PastBid } from '../ports/agent-records.ts';
import { type Asked, killEverywhere, type Member, PatternStage, SILENT, toEnd } from '../testing/pattern-stage.ts';
import { createScriptedContext } from '../testing/scripted-context.ts';
import { SimClock } from '../testing/sim-clock.ts';
import { SimRandom } from '../testing/sim-random.ts';
import { TEST_PRINCIPAL } from '../testing/test-stage.ts';
import { auction } from './auction.ts';
import { assign } from './bidding/assign.ts';
import { calibrate } from './bidding/calibrate.ts';
import { award, type Weighed, weigh } from './bidding/hold-auction.ts';

const [ann, bob, cid] = ['ann', 'bob', 'cid'].map((id) => AgentId.parse(id)) as [AgentId, AgentId, AgentId];

/** Bids when it is asked to, and works when it has won. */
const bids =
  (confidences: readonly number[], work?: unknown, effort = 10): Member =>
  ({ prompt }: Asked) => {
    const sheet = confidences.map((confidence, place) => ({ part: place + 1, confidence, effort, plan: 'as ever' }));
    if (prompt.startsWith('Work is given away')) return { bids: sheet };
    return work instanceof Function ? work(prompt) : (work ?? `done with confidence ${confidences.join()}`);
  };

const past = (count: number, confidence: number, good: boolean): PastBid[] =>
  Array.from({ length: count }, () => ({ confidence, good }));
const records = (known: readonly AgentRecord[]) => ({ find: async () => known });

describe('auction', () => {
  const create = () =>
    new PatternStage({ pattern: 'auction', members: { ann: bids([0.6]), bob: bids([0.9]), cid: bids([0.7]) } });

  it('gives the work to the best bid, and says what all bids were worth', async () => {
    const team = create();
    const run = await team.submit();
    const { value } = toEnd(await team.stage.ended(run));
    expect(value).toMatchObject({
      outcome: 'finished',
      text: 'done with confidence 0.9',
      contributions: [{ by: 'bob' }],
      details: { awards: [{ by: 'bob' }], bids: [{ by: 'ann' }, { by: 'bob' }, { by: 'cid' }] },
    });
    expect(team.asked.filter(({ prompt }) => !prompt.startsWith('Work is'))).toMatchObject([{ agent: 'bob' }]);
    expect(await team.findRecorded(run, 'auction.settled')).toMatchObject([{ value: { by: 'bob', good: true } }]);
  });

  it('asks under seal: nobody is shown the bid of another', async () => {
    const team = create();
    await team.run();
    for (const { prompt } of team.asked.slice(0, 3)) expect(prompt).not.toMatch(/\b(?:ann|bob|cid|as ever)\b/u);
  });

  it('believes a boaster less than an honest member that bids lower', async () => {
    const team = new PatternStage({
      pattern: 'auction',
      members: { ann: bids([1]), bob: bids([0.7]) },
      records: records([
        { agent: ann, finished: 10, good: 3, bids: past(10, 1, false) },
        { agent: bob, finished: 10, good: 7, bids: [...past(7, 0.7, true), ...past(3, 0.7, false)] },
      ]),
    });
    expect(toEnd(await team.run()).value).toMatchObject({ details: { awards: [{ by: 'bob' }] } });
  });

  it('gives several parts to those who do them best, all at the same time', async () => {
    const team = new PatternStage({
      pattern: 'auction',
      members: { ann: bids([0.9, 0.8]), bob: bids([0.8, 0.2]) },
      options: { parts: ['the rhyme', 'the title'] },
    });
    expect(toEnd(await team.run()).value).toMatchObject({
      text: '## the rhyme\n\ndone with confidence 0.8,0.2\n\n## the title\n\ndone with confidence 0.9,0.8',
      details: {
        awards: [
          { part: 0, by: 'bob' },
          { part: 1, by: 'ann' },
        ],
      },
    });
  });

  it('ends without a winner when nobody bids', async () => {
    const team = new PatternStage({ pattern: 'auction', members: { ann: bids([0]), bob: bids([0]) } });
    expect(await team.run()).toMatchObject({ status: 'failed', error: { code: 'join_failed' } });
    expect(team.asked).toHaveLength(2);
  });
});

describe('a bidder that misbehaves', () => {
  it('does not take a budget that has run out for a member that failed', async () => {
    const broke = new BudgetExceededError('tenant', { tokens: 0 });
    const bid = { bids: [{ part: 1, confidence: 1, effort: 1, plan: '' }] };
    const goal = { text: 'a poem', labels: [] };
    const inBidding = createScriptedContext({ ann: [broke], bob: [bid] });
    await expect(auction({ goal, agents: [ann, bob], parts: [] }, inBidding)).rejects.toMatchObject({
      code: 'budget_exceeded',
    });
    const atWork = createScriptedContext({ ann: [bid, broke], bob: [{ bids: [] }] });
    await expect(auction({ goal, agents: [ann, bob], parts: [] }, atWork)).rejects.toMatchObject({
      code: 'budget_exceeded',
    });
  });

  it.each([
    ['fails', () => new Error('model down')],
    ['refuses what it has won', () => "I'm sorry, I can't do that."],
    ['delivers what is wrong where it can be checked', () => '2 + 2 = 5 and 3 + 3 = 7\n```'],
  ])('loses the work when it %s, and the next one gets it', async (_, work) => {
    const team = new PatternStage({
      pattern: 'auction',
      members: { ann: bids([0.9], work), bob: bids([0.5], 'fine') },
    });
    const run = await team.submit();
    expect(toEnd(await team.stage.ended(run)).value).toMatchObject({
      text: 'fine',
      details: { rounds: 2, awards: [{ by: 'ann' }, { by: 'bob' }] },
    });
    expect(await team.findRecorded(run, 'auction.settled')).toMatchObject([
      { value: { by: 'ann', good: false } },
      { value: { by: 'bob', good: true } },
    ]);
  });

  it('is left out when it does not bid in time', async () => {
    const clock = new SimClock();
    const team = new PatternStage({
      pattern: 'auction',
      members: { ann: () => SILENT, bob: bids([0.4], 'fine') },
      options: { silentAfterMs: 1_000 },
      clock,
    });
    const run = await team.submit();
    await expect.poll(() => team.asked.length).toBe(2);
    await expect.poll(() => clock.armed).toBeGreaterThan(0);
    clock.advance(1_000);
    expect(toEnd(await team.stage.ended(run)).value).toMatchObject({ text: 'fine' });
    expect(await team.findRecorded(run, 'auction.missed')).toMatchObject([{ value: { by: 'ann', why: 'silent' } }]);
  });

  it('cannot win for ever by failing again: each part is put up to each bidder once', async () => {
    const broken = () => new Error('down');
    const team = new PatternStage({
      pattern: 'auction',
      members: { ann: bids([0.9], broken), bob: bids([0.8], broken) },
    });
    expect(await team.run()).toMatchObject({ status: 'failed', error: { code: 'join_failed' } });
    expect(team.asked.filter(({ prompt }) => !prompt.startsWith('Work is')).map(({ agent }) => agent)).toEqual(
      expect.arrayContaining(['ann', 'bob']),
    );
  });

  it('gains nothing by a second bid for the same part', async () => {
    const greedy: Member = ({ prompt }) =>
      prompt.startsWith('Work is')
        ? {
            bids: [
              { part: 1, confidence: 0.3, effort: 1, plan: '' },
              { part: 1, confidence: 1, effort: 1, plan: '' },
            ],
          }
        : 'greedy';
    const team = new PatternStage({ pattern: 'auction', members: { ann: greedy, bob: bids([0.9], 'fine') } });
    expect(toEnd(await team.run()).value).toMatchObject({ text: 'fine', details: { bids: [{ confidence: 0.3 }, {}] } });
  });
});

describe('an auction', () => {
  it.each(['before', 'after'] as const)('ends the same wherever it is killed %s a write', async (moment) => {
    const create = () =>
      new PatternStage({
        pattern: 'auction',
        members: { ann: bids([0.9], () => new Error('broken')), bob: bids([0.5], 'fine') },
      });
    const whole = toEnd(await create().run());
    expect(whole.value).toMatchObject({ text: 'fine' });
    const ends = await killEverywhere(create, moment);
    expect(ends.length).toBeGreaterThan(8);
    for (const end of ends) expect(toEnd(end)).toEqual(whole);
  });

  it('stops all at once when it is cancelled', async () => {
    const team = new PatternStage({ pattern: 'auction', members: { ann: () => SILENT, bob: () => SILENT } });
    const run = await team.submit();
    await expect.poll(() => team.asked.length).toBe(2);
    await team.stage.engine.cancel(TEST_PRINCIPAL, run, 'enough');
    expect(await team.stage.ended(run)).toMatchObject({ status: 'cancelled' });
    expect(team.stopped.toSorted()).toEqual(['ann', 'bob']);
    expect(team.asked).toHaveLength(2);
  });
});

const toBid = (by: AgentId, worth: number, part = 0): Weighed => ({
  by,
  part,
  confidence: worth,
  effort: 0,
  plan: '',
  belief: { likely: worth, boast: 0, bids: 0 },
  worth,
});

describe('bidding the truth', () => {
  it('is never worse than any other bid, whatever the others bid', () => {
    const random = new SimRandom(1);
    for (let trial = 0; trial < 2_000; trial++) {
      const [skill, lie, other] = [random.next(), random.next(), random.next()];
      // What the winner gains: the worth of its work less the price; who does not win gains nothing.
      const gain = (said: number) => {
        const [won] = award([toBid(ann, said), toBid(bob, other)], [0]);
        return won?.bid.by === ann ? skill - won.price : 0;
      };
      expect(gain(skill)).toBeGreaterThanOrEqual(gain(lie) - 1e-9);
    }
  });

  it('pays the second price, and several parts at once the harm done to others', () => {
    expect(award([toBid(ann, 0.9), toBid(bob, 0.6)], [0])).toMatchObject([{ bid: { by: ann }, price: 0.6 }]);
    const [one, other] = award([toBid(ann, 0.9), toBid(bob, 0.6), toBid(ann, 0.5, 1), toBid(bob, 0.1, 1)], [0, 1]);
    expect([one?.bid.by, other?.bid.by]).toEqual([bob, ann]);
  });

  it('is what a member that boasts loses by: after some auctions the better one wins nearly always', () => {
    const random = new SimRandom(2);
    const skills = new Map([
      [ann, 0.35],
      [bob, 0.7],
    ]);
    const known = new Map([ann, bob].map((agent) => [agent, { agent, finished: 0, good: 0, bids: [] as PastBid[] }]));
    let honest = 0;
    for (let round = 0; round < 60; round++) {
      const sheet = [ann, bob].map((by) => ({ by, part: 0, confidence: by === ann ? 1 : 0.7, effort: 10, plan: '' }));
      const [won] = award(weigh(sheet, known), [0]);
      if (!won) throw new Error('nobody won');
      if (round >= 20 && won.bid.by === bob) honest++;
      const record = known.get(won.bid.by);
      const good = random.next() < (skills.get(won.bid.by) ?? 0);
      if (!record) continue;
      record.bids = [{ confidence: won.bid.confidence, good }, ...record.bids].slice(0, 20);
      record.finished++;
      if (good) record.good++;
    }
    expect(honest / 40).toBeGreaterThan(0.9);
  });

  it('is believed the more, the more often it came true', () => {
    const none = { finished: 0, good: 0, bids: [] };
    const liar = { finished: 10, good: 0, bids: past(10, 0.9, false) };
    const honest = { finished: 10, good: 9, bids: [...past(9, 0.9, true), ...past(1, 0.9, false)] };
    expect(calibrate(0.9, liar).likely).toBeLessThan(calibrate(0.9, none).likely);
    expect(calibrate(0.9, none).likely).toBeLessThan(calibrate(0.9, honest).likely);
    // Whoever promises less than it holds loses nothing by it.
    expect(calibrate(0.3, { finished: 10, good: 10, bids: past(10, 0.3, true) }).likely).toBeGreaterThan(0.6);
  });
});

describe('giving away several parts', () => {
  it('finds the greatest worth there is, as trying all ways does', () => {
    const random = new SimRandom(3);
    for (let trial = 0; trial < 200; trial++) {
      const size = 2 + (trial % 4);
      const worth = Array.from({ length: size }, () => Array.from({ length: size }, () => random.next()));
      expect(assign(worth).worth).toBeCloseTo(tryAll(worth, 0, new Set()), 9);
    }
  });

  it('shares the parts evenly where there are more of them than bidders', () => {
    const worth = Array.from({ length: 6 }, () => [0.9, 0.1, 0.2]);
    const counts = [0, 1, 2].map((bidder) => assign(worth).bidders.filter((each) => each === bidder).length);
    expect(counts).toEqual([2, 2, 2]);
  });

  it('gives nothing to whoever did not bid', () => {
    expect(assign([[0, 0]]).bidders).toEqual([undefined]);
    expect(assign([[], []]).bidders).toEqual([undefined, undefined]);
    expect(cid).toBe('cid');
  });
});

function tryAll(worth: readonly (readonly number[])[], row: number, used: ReadonlySet<number>): number {
  const costs = worth[row];
  if (!costs) return 0;
  return Math.max(
    ...costs.map((value, column) =>
      used.has(column) ? 0 : value + tryAll(worth, row + 1, new Set([...used, column])),
    ),
  );
}

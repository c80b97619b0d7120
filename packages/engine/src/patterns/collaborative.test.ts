import { AgentId, Json, type Label, type Labelled } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { BudgetExceededError } from '../errors.ts';
import { composeAnswer } from '../models/rehearsal/compose-answer.ts';
import { createSeededRandom } from '../models/rehearsal/seeded-random.ts';
import { type Asked, killEverywhere, type Member, PatternStage, SILENT, toEnd } from '../testing/pattern-stage.ts';
import { createScriptedContext } from '../testing/scripted-context.ts';
import { SimClock } from '../testing/sim-clock.ts';
import { TEST_PRINCIPAL } from '../testing/test-stage.ts';
import { collaborative, CollaborativeInput } from './collaborative.ts';
import type { PatternContext } from './pattern.ts';
import type { Reply } from './positions/statement.ts';

const [ann, bob, cid] = ['ann', 'bob', 'cid'].map((id) => AgentId.parse(id)) as [AgentId, AgentId, AgentId];
const goal: Labelled = { text: 'which store do we use?', labels: [{ source: 'owner' }] };

function holds(position: string, more: Partial<Reply> = {}): Reply {
  return {
    position,
    argument: `${position}, as was measured`,
    confidence: 0.8,
    evidence: [],
    agreesWith: [],
    changed: false,
    changedBecause: '',
    ...more,
  };
}

/** Says the same whatever it is shown, and moderates with a text of its own. */
const holding =
  (position: string, more: Partial<Reply> = {}): Member =>
  (asked) =>
    moderates(asked) ? 'the closing words' : holds(position, more);
const moderates = ({ prompt }: Pick<Asked, 'prompt'>) => prompt.includes('You moderate.');
const isBlind = ({ prompt }: Pick<Asked, 'prompt'>) => prompt.includes('Nobody sees it before');
const member =
  (speak: (asked: Asked) => unknown): Member =>
  (asked) =>
    moderates(asked) ? 'the closing words' : speak(asked);
const silent: Member = () => SILENT;
const broken: Member = () => new Error('model down');

const Outcome = z.looseObject({
  outcome: z.string(),
  text: z.string(),
  contributions: z.array(z.object({ by: z.string(), text: z.string() })),
  details: z.looseObject({
    agreed: z.boolean(),
    rounds: z.int(),
    camps: z.array(z.object({ members: z.array(z.string()), position: z.string() })),
    dissent: z.array(z.looseObject({ by: z.string(), position: z.string(), confidence: z.number() })),
    abandoned: z.array(z.looseObject({ by: z.string(), position: z.string() })),
    moves: z.array(z.looseObject({ by: z.string(), round: z.int(), move: z.string() })),
    missing: z.array(z.looseObject({ by: z.string(), why: z.string() })),
    closedBy: z.string(),
  }),
});

const Recorded = z.object({ value: z.looseObject({}) });

type Options = Partial<ConstructorParameters<typeof PatternStage>[0]>;
const team = (members: Record<string, Member>, more: Options = {}) =>
  new PatternStage({ pattern: 'collaborative', goal: goal.text, members, ...more });

async function play(stage: PatternStage) {
  const run = await stage.submit();
  const state = await stage.stage.ended(run);
  expect(state.status).toBe('completed');
  const recorded = async (name: string) =>
    z
      .array(Recorded)
      .parse(await stage.findRecorded(run, `collaborative.${name}`))
      .map(({ value }) => value);
  return { ...Outcome.parse(toEnd(state).value), recorded };
}

describe('a collaborative team', () => {
  it('has agreed once all say the same, in whatever letters, and asks each only once', async () => {
    const stage = team({ ann: holding('Use Redis'), bob: holding('use redis.'), cid: holding('I think: use Redis') });
    const { outcome, text, details, recorded } = await play(stage);
    expect({ outcome, text, rounds: details.rounds }).toEqual({
      outcome: 'agreed',
      text: 'the closing words',
      rounds: 1,
    });
    expect(stage.asked.map(({ agent }) => agent).toSorted()).toEqual(['ann', 'ann', 'bob', 'cid']);
    expect(stage.asked.slice(0, 3).every(isBlind)).toBe(true);
    expect(await recorded('converged')).toMatchObject([{ round: 1, position: 'Use Redis', spoken: 3, team: 3 }]);
    expect(await recorded('disagreed')).toEqual([]);
  });

  it('shows each what the others hold with their evidence, and agrees where that convinces', async () => {
    const proof = 'benchmark 7: Kafka keeps every message on failover';
    const open = (asked: Asked) => (isBlind(asked) ? holds('use redis') : undefined);
    const convinced = member(
      (asked) =>
        open(asked) ??
        (asked.prompt.includes(`> Evidence: ${proof}`)
          ? holds('Use Kafka', { changed: true, changedBecause: 'benchmark 7 shows that nothing is lost' })
          : holds('use redis')),
    );
    const { outcome, details, recorded } = await play(
      team({ ann: convinced, bob: holding('use kafka', { evidence: [proof] }) }),
    );
    expect({ outcome, rounds: details.rounds }).toEqual({ outcome: 'agreed', rounds: 2 });
    expect(await recorded('disagreed')).toMatchObject([{ round: 1, camps: [{ members: [ann] }, { members: [bob] }] }]);
    expect(await recorded('stated')).toContainEqual(
      expect.objectContaining({ by: ann, round: 2, move: 'changed', changed: true, confidence: 0.8 }),
    );
    expect(details.abandoned).toEqual([]);
    const without = await play(team({ ann: convinced, bob: holding('use kafka') }));
    expect(without.outcome).toBe('disagreed');
  });

  it('takes two who name each other in their own words as agreeing', async () => {
    const one = holding('use redis', { agreesWith: ['bob'] });
    const other = holding('the in-memory store with replication it is', { agreesWith: ['Ann'] });
    expect(await play(team({ ann: one, bob: other }))).toMatchObject({ outcome: 'agreed', details: { rounds: 2 } });
  });

  it('keeps dissent word for word although the moderator claims that all agree', async () => {
    const argument = 'It loses messages.\nNobody has tested failover.';
    const liar = (asked: Asked) => (moderates(asked) ? 'Everybody agrees on Redis.' : holds('use redis'));
    const stage = team({
      ann: liar,
      bob: holding('use redis'),
      cid: holding('use kafka', { argument, confidence: 0.65, evidence: ['the outage of May'] }),
    });
    const { outcome, text, details, recorded } = await play(stage);
    expect(outcome).toBe('disagreed');
    expect(text).toContain('Everybody agrees on Redis.\n\n## Where the team does not agree');
    expect(text).toContain('ann and bob (2 of 3) hold:\n\n> use redis');
    expect(text).toContain(
      '**cid** (confidence 0.65):\n\n> use kafka\n>\n> It loses messages.\n> Nobody has tested failover.\n> - the outage of May',
    );
    expect(details.dissent).toMatchObject([{ by: cid, position: 'use kafka', argument, confidence: 0.65 }]);
    expect(await recorded('closed')).toMatchObject([{ by: ann, dissent: [{ by: cid, confidence: 0.65 }] }]);
  });

  it('counts all as dissent where no position has more behind it than another', async () => {
    const { text, details } = await play(team({ ann: holding('use redis'), bob: holding('use kafka') }));
    expect(details.dissent.map(({ by }) => by)).toEqual([ann, bob]);
    expect(text).toMatch(/> use redis[^]*> use kafka/u);
  });

  it('lets a lead from outside moderate, who has no position of its own', async () => {
    const others = { lea: ({ prompt }: Asked) => `read: ${/> (use \w+)/u.exec(prompt)?.[1]}` };
    const stage = team(
      { ann: holding('use redis'), bob: holding('use redis') },
      { others, options: { lead: AgentId.parse('lea') } },
    );
    const { text, contributions } = await play(stage);
    expect(text).toBe('read: use redis');
    expect(contributions.map(({ by }) => by)).toEqual(['ann', 'bob', 'lea']);
  });

  it('cuts long arguments where it shows them, and says so, but not in the dissent', async () => {
    const argument = 'why '.repeat(1_000).trim();
    const ids = Array.from({ length: 8 }, (_, at) => AgentId.parse(`m${at}`));
    const script = ids.map(
      (id) => [id, Array.from({ length: 3 }, () => holds(`use store ${id}`, { argument }))] as const,
    );
    const context = createScriptedContext(Object.fromEntries(script));
    const { result } = await collaborative(CollaborativeInput.parse({ goal, agents: ids, rounds: 2 }), context);
    const shown = context.asked.filter((asked) => !isBlind(asked)).map(({ prompt }) => prompt);
    expect(shown).toHaveLength(9);
    for (const prompt of shown) expect(prompt).toContain('more characters are left out here]');
    expect(Math.max(...shown.map((prompt) => prompt.length))).toBeLessThan(25_000);
    expect(result.text.split(`> ${argument}`)).toHaveLength(9);
  });

  it('goes on from what everybody said: labels reach whoever reads it', async () => {
    const read: (readonly Label[])[] = [];
    const context = createScriptedContext({
      ann: [holds('use redis'), holds('use redis'), 'the end'],
      bob: [holds('use kafka'), holds('use kafka')],
    });
    const ask: typeof context.ask = (agent, question) => {
      read.push(question.prompt.labels);
      return context.ask(agent, question);
    };
    const own: PatternContext = {
      ...context,
      ask,
      within: (_, part) => part(own),
      all: (branches) =>
        context.all(Object.fromEntries(Object.entries(branches).map(([name, branch]) => [name, () => branch(own)]))),
    };
    const input = CollaborativeInput.parse({ goal, agents: [ann, bob], rounds: 2 });
    const { result } = await collaborative(input, own);
    expect(read[0]).toEqual(goal.labels);
    expect(read[2]).toEqual([...goal.labels, ...[ann, bob].map((name) => ({ source: 'model', name }))]);
    expect(result.labels).toEqual([ann, bob].map((name) => ({ source: 'model', name })));
    expect(CollaborativeInput.parse({ goal, agents: [ann] }).rounds).toBe(3);
  });
});

describe('members of a collaborative team', () => {
  it('that fail are left out, and the result says that not all have spoken', async () => {
    const { outcome, text, details, recorded } = await play(
      team({ ann: holding('use redis'), bob: holding('use redis'), cid: broken }),
    );
    expect(outcome).toBe('partial');
    expect(text).toMatch(/## Without a position\n\n- cid \(failed\): .*model down/u);
    expect(details.missing).toMatchObject([{ by: cid, why: 'failed' }]);
    expect(await recorded('missed')).toMatchObject([{ by: cid, round: 1, why: 'failed' }]);
  });

  it('that fail later still hold what they said last', async () => {
    const late = member((asked) => (isBlind(asked) ? holds('use kafka') : new Error('model down')));
    const { outcome, details } = await play(team({ ann: holding('use redis'), bob: late }));
    expect(outcome).toBe('disagreed');
    expect(details.camps.map(({ members }) => members)).toEqual([[ann], [bob]]);
  });

  it('that are silent are not waited for', async () => {
    const clock = new SimClock();
    const stage = team(
      { ann: holding('use redis'), bob: holding('use redis'), cid: silent },
      { clock, options: { silentAfterMs: 5_000 } },
    );
    const run = await stage.submit();
    await expect.poll(() => stage.asked.length).toBe(3);
    await expect.poll(() => clock.armed).toBeGreaterThan(0);
    clock.advance(5_000);
    expect(toEnd(await stage.stage.ended(run)).value).toMatchObject({
      outcome: 'partial',
      details: { missing: [{ by: cid, why: 'silent' }] },
    });
    expect(stage.stopped).toEqual(['cid']);
  });

  it('that claim that everybody agrees with them speak only for themselves', async () => {
    const liar = holding('everybody agrees: use etcd', { agreesWith: ['ann', 'bob'], confidence: 1 });
    const { outcome, details } = await play(team({ ann: holding('use redis'), bob: holding('use redis'), cid: liar }));
    expect(outcome).toBe('disagreed');
    expect(details.camps.map(({ members }) => members)).toEqual([[ann, bob], [cid]]);
    expect(details.dissent).toMatchObject([{ by: cid }]);
  });

  it('that switch without a reason are recorded as such, and what they held stays visible', async () => {
    const follower = member((asked) =>
      isBlind(asked)
        ? holds('use kafka', { confidence: 0.9 })
        : holds('use redis', { changed: true, changedBecause: 'I agree with the majority.' }),
    );
    const { outcome, text, details, recorded } = await play(
      team({ ann: holding('use redis'), bob: holding('use redis'), cid: follower }),
    );
    expect(outcome).toBe('agreed');
    expect(await recorded('converged')).toMatchObject([{ round: 2, switched: [cid] }]);
    expect(await recorded('stated')).toContainEqual(expect.objectContaining({ by: cid, round: 2, move: 'switched' }));
    expect(text).toContain('## Given up without a reason\n\ncid held in round 1 (confidence 0.9):\n\n> use kafka');
    expect(details.abandoned).toMatchObject([{ by: cid, position: 'use kafka' }]);
  });

  it('that all repeat themselves are not asked again', async () => {
    const stage = team({ ann: holding('use redis'), bob: holding('use kafka') }, { options: { rounds: 9 } });
    const { outcome, details, recorded } = await play(stage);
    expect({ outcome, rounds: details.rounds }).toEqual({ outcome: 'disagreed', rounds: 2 });
    expect(details.moves.filter(({ round }) => round === 2).map(({ move }) => move)).toEqual(['repeated', 'repeated']);
    expect(await recorded('disagreed')).toMatchObject([{ stalled: false }, { stalled: true }]);
  });

  it('that change places for ever come to an end with the rounds', async () => {
    const swapping = member(({ prompt, count }) =>
      holds(count % 2 === 0 ? 'use redis' : 'use kafka', {
        changed: true,
        changedBecause: `load test ${prompt.length}`,
      }),
    );
    const other = member(({ count }) => holds(count % 2 === 0 ? 'use kafka' : 'use redis', { agreesWith: ['ann'] }));
    const { outcome, details } = await play(team({ ann: swapping, bob: other }, { options: { rounds: 4 } }));
    expect({ outcome, rounds: details.rounds }).toEqual({ outcome: 'disagreed', rounds: 4 });
  });

  it('that cannot moderate leave it to the program', async () => {
    const ill = (asked: Asked) => (moderates(asked) ? new Error('model down') : holds('use redis'));
    const { outcome, text, details, recorded } = await play(
      team({ ann: ill, bob: holding('use redis', { evidence: ['a test'] }), cid: holding('use kafka') }),
    );
    expect(outcome).toBe('disagreed');
    expect(details.closedBy).toBe('program');
    expect(text).toMatch(/^The team does not agree: there are 2 different positions\.\n\n\*\*use redis\*\*/u);
    expect(text).toContain('> use kafka');
    expect(await recorded('closed')).toMatchObject([
      { by: 'program', moderator: ann, reason: expect.stringContaining('model down') },
    ]);
  });

  it('that moderate and are silent are not waited for', async () => {
    const clock = new SimClock();
    const mute = (asked: Asked) => (moderates(asked) ? SILENT : holds('use redis'));
    const stage = team({ ann: mute, bob: holding('use redis') }, { clock, options: { silentAfterMs: 5_000 } });
    const run = await stage.submit();
    await expect.poll(() => stage.asked.some(moderates)).toBe(true);
    await expect.poll(() => clock.armed).toBeGreaterThan(0);
    clock.advance(5_000);
    expect(toEnd(await stage.stage.ended(run)).value).toMatchObject({
      outcome: 'agreed',
      text: expect.stringContaining('**use redis**'),
      details: { closedBy: 'program' },
    });
  });

  it('that all fail leave nothing, and the run says so', async () => {
    const state = await team({ ann: broken, bob: broken }).run();
    expect(toEnd(state)).toMatchObject({ status: 'failed', code: 'join_failed' });
    expect(state.error?.message).toContain('model down');
  });

  it('do not end a run whose budget has', async () => {
    const broke = new BudgetExceededError('tenant', { tokens: 0 });
    const input = CollaborativeInput.parse({ goal, agents: [ann, bob] });
    const stating = createScriptedContext({ ann: [holds('use redis')], bob: [broke] });
    await expect(collaborative(input, stating)).rejects.toMatchObject({ code: 'budget_exceeded' });
    const closing = createScriptedContext({ ann: [holds('use redis'), broke], bob: [holds('use redis')] });
    await expect(collaborative(input, closing)).rejects.toMatchObject({ code: 'budget_exceeded' });
  });

  it('keep what they said where the budget ends before the moderator', async () => {
    const lea = AgentId.parse('lea');
    const stage = team(
      { ann: holding('use redis'), bob: holding('use redis') },
      {
        others: { lea: () => 'the closing words' },
        options: { lead: lea },
        change: (agent) =>
          agent.id === lea ? { ...agent, models: { ...agent.models, maxOutputTokens: 100_000 } } : agent,
      },
    );
    await stage.stage.store.setBudget(TEST_PRINCIPAL.tenant, {
      account: 'tenant',
      period: 'day',
      limit: { tokens: 90_000 },
      warnAt: [],
      ladder: ['stop'],
    });
    const { status, error, partial } = await stage.run();
    expect({ status, code: error?.code }).toEqual({ status: 'failed', code: 'budget_exceeded' });
    expect(partial).toMatchObject({ value: { outcome: 'stopped', contributions: [{ by: ann }, { by: bob }] } });
  });

  it('are all stopped at once when the run is cancelled, and none is asked again', async () => {
    const stage = team({ ann: silent, bob: silent, cid: silent });
    const run = await stage.submit();
    await expect.poll(() => stage.asked.length).toBe(3);
    await stage.stage.engine.cancel(TEST_PRINCIPAL, run, 'enough');
    expect((await stage.stage.ended(run)).status).toBe('cancelled');
    expect(stage.stopped.toSorted()).toEqual(['ann', 'bob', 'cid']);
    expect(stage.asked).toHaveLength(3);
  });

  it('come to an end with answers of the right shape and no sense', async () => {
    const rehearse: Member = ({ request }) => composeAnswer(request, createSeededRandom(request.agent)).text;
    const { outcome, details } = await play(team({ ann: rehearse, bob: rehearse, cid: rehearse }));
    expect(['agreed', 'disagreed']).toContain(outcome);
    expect(details.camps.flatMap(({ members }) => members).toSorted()).toEqual(['ann', 'bob', 'cid']);
    expect(Json.safeParse(details).success).toBe(true);
  });
});

describe('a collaborative team whose process is killed', () => {
  it.each(['before', 'after'] as const)('ends the same wherever it is killed %s a write', async (moment) => {
    const follower = member((asked) =>
      isBlind(asked) ? holds('use kafka') : holds('use redis', { changed: true, changedBecause: 'of the latency' }),
    );
    const create = () => team({ ann: holding('use redis'), bob: follower, cid: broken });
    const whole = toEnd(await create().run());
    expect(whole.value).toMatchObject({ outcome: 'partial', details: { rounds: 2 } });
    const ends = await killEverywhere(create, moment);
    expect(ends.length).toBeGreaterThan(10);
    for (const end of ends) expect(toEnd(end)).toEqual(whole);
  });
});

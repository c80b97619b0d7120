import { AgentId, Json, type Label, type Labelled } from '@tutti/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { BudgetExceededError } from '../errors.ts';
import { composeAnswer } from '../models/rehearsal/compose-answer.ts';
import { createSeededRandom } from '../models/rehearsal/seeded-random.ts';
import type { AgentRecords } from '../ports/agent-records.ts';
import { type Asked, killEverywhere, type Member, PatternStage, SILENT, toEnd } from '../testing/pattern-stage.ts';
import { createScriptedContext } from '../testing/scripted-context.ts';
import { SimClock } from '../testing/sim-clock.ts';
import { TEST_PRINCIPAL } from '../testing/test-stage.ts';
import { consensus, ConsensusInput } from './consensus.ts';
import type { PatternContext } from './pattern.ts';

const [ann, bob, cid, dan] = ['ann', 'bob', 'cid', 'dan'].map((id) => AgentId.parse(id)) as [
  AgentId,
  AgentId,
  AgentId,
  AgentId,
];
const goal: Labelled = { text: 'which store do we use?', labels: [{ source: 'owner' }] };

const votes = ({ prompt }: Pick<Asked, 'prompt'>) => prompt.includes('Vote on these proposals.');
const sawTally = ({ prompt }: Pick<Asked, 'prompt'>) => prompt.includes('The last vote');
/** The name that a proposal goes by, found by what it says. */
const findName = (prompt: string, summary: string) =>
  new RegExp(String.raw`^- ([a-z0-9-]+):\n> ${summary}`, 'mu').exec(prompt)?.[1] ?? 'none';
const propose = (summary: string) => ({ endorses: 'none', summary, answer: `${summary}, in full` });
const endorse = (name: string) => ({ endorses: name, summary: '', answer: '' });
const choose = (choice: string, reason = '', acceptable: string[] = []) => ({ choice, acceptable, reason });

/** Proposes one thing and votes for another, for ever. */
const member =
  (own: string, wanted = own, reason = `${wanted} is what was measured`): Member =>
  ({ prompt }) =>
    votes({ prompt }) ? choose(findName(prompt, wanted), reason) : propose(own);
const silent: Member = () => SILENT;
const broken: Member = () => new Error('model down');

const Outcome = z.looseObject({
  outcome: z.string(),
  text: z.string(),
  contributions: z.array(z.object({ by: z.string(), text: z.string() })),
  details: z.looseObject({
    decision: z.looseObject({ summary: z.string(), by: z.string(), voters: z.array(z.string()) }).nullable(),
    strongest: z.array(z.string()),
    proposals: z.array(z.looseObject({ name: z.string(), by: z.string(), summary: z.string() })),
    rounds: z.array(
      z.looseObject({ needed: z.number(), abstentions: z.array(z.looseObject({ by: z.string(), why: z.string() })) }),
    ),
  }),
});
const Recorded = z.object({ value: z.looseObject({}) });

type Options = Partial<ConstructorParameters<typeof PatternStage>[0]>;
const team = (members: Record<string, Member>, more: Options = {}) =>
  new PatternStage({ pattern: 'consensus', goal: goal.text, members, ...more });

async function play(stage: PatternStage) {
  const run = await stage.submit();
  const state = await stage.stage.ended(run);
  expect(state.status).toBe('completed');
  const recorded = async (name: string) =>
    z
      .array(Recorded)
      .parse(await stage.findRecorded(run, `consensus.${name}`))
      .map(({ value }) => value);
  return { ...Outcome.parse(toEnd(state).value), recorded };
}

describe('a team that seeks consensus', () => {
  it('decides what two thirds of all its members choose, whoever proposed it', async () => {
    const { outcome, text, contributions, details, recorded } = await play(
      team({
        ann: member('use redis', 'use kafka'),
        bob: member('use kafka'),
        cid: member('use etcd', 'use kafka'),
        dan: member('use etcd'),
      }),
    );
    expect({ outcome, text }).toEqual({ outcome: 'agreed', text: 'use kafka, in full' });
    expect(details.decision).toMatchObject({ by: bob, voters: [ann, bob, cid], first: 3 });
    expect(contributions.map(({ by }) => by)).toEqual([ann, bob, cid]);
    expect(await recorded('proposed')).toMatchObject([
      { by: ann, round: 1, endorsed: false },
      { by: bob },
      { by: cid, endorsed: false },
      { by: dan, endorsed: true },
    ]);
    expect(await recorded('voted')).toMatchObject([ann, bob, cid, dan].map((by) => ({ by, round: 1, weight: 1 })));
    expect(await recorded('decided')).toMatchObject([{ needed: 3, first: 3, summary: 'use kafka' }]);
  });

  it('tells nobody whose a proposal is, and shows them to each in an order of its own', async () => {
    const ids = ['zelda', 'yorick', 'xerxes', 'wanda', 'viktor', 'ulla'];
    const members = Object.fromEntries(ids.map((id) => [id, member(`use store ${id.length * 7 + ids.indexOf(id)}`)]));
    const stage = team(members, { options: { rounds: 2 } });
    const { recorded } = await play(stage);
    for (const { prompt } of stage.asked) for (const id of ids) expect(prompt).not.toContain(id);
    const orders = (await recorded('voted')).map(({ order }) => JSON.stringify(order));
    expect(orders.length).toBeGreaterThan(6);
    expect(new Set(orders).size).toBeGreaterThan(3);
    const sets = orders.map((order) => z.array(z.string()).parse(JSON.parse(order)).toSorted().join());
    expect(new Set(sets).size).toBe(1);
  });

  it('shows the votes and their reasons to all, who may then stand behind what others proposed', async () => {
    const why = 'kafka keeps every message';
    const isConvinced = ({ prompt }: Pick<Asked, 'prompt'>) => sawTally({ prompt }) && prompt.includes(`> ${why}`);
    const moved: Member = ({ prompt }) => {
      if (votes({ prompt }))
        return choose(findName(prompt, isConvinced({ prompt }) ? 'use kafka' : 'use redis'), 'fast');
      return isConvinced({ prompt }) ? endorse(findName(prompt, 'use kafka')) : propose('use redis');
    };
    const kafka: Member = ({ prompt }) =>
      votes({ prompt }) ? choose(findName(prompt, 'use kafka'), why) : propose('use kafka');
    const stage = team({ ann: moved, bob: kafka, cid: kafka }, { options: { quorum: 'all' } });
    const { outcome, details } = await play(stage);
    expect({ outcome, rounds: details.rounds.length }).toEqual({ outcome: 'agreed', rounds: 2 });
    const mute = team(
      { ann: moved, bob: member('use kafka', 'use kafka', ''), cid: member('use kafka', 'use kafka', '') },
      { options: { quorum: 'all' } },
    );
    expect((await play(mute)).outcome).toBe('no_consensus');
  });

  it('says so where none is reached: the strongest proposal with the tally', async () => {
    const { outcome, text, details, recorded } = await play(
      team({ ann: member('use redis'), bob: member('use redis'), cid: member('use kafka'), dan: member('use etcd') }),
    );
    expect(outcome).toBe('no_consensus');
    expect(details.decision).toBeNull();
    expect(details.rounds).toHaveLength(3);
    expect(text).toMatch(
      /^\*\*No consensus\.\*\* After 3 rounds no proposal was the first choice of two thirds of the 4 members/u,
    );
    expect(text).toContain('> use redis\n\nuse redis, in full');
    expect(text).toMatch(/first choice of 2 \(ann, bob\), acceptable to 2; needed 3\. use redis/u);
    expect(await recorded('ended')).toMatchObject([
      { outcome: 'no_consensus', tied: false, strongest: details.strongest },
    ]);
  });

  it('prefers none where two are equally strong', async () => {
    const { text, details } = await play(team({ ann: member('use redis'), bob: member('use kafka') }));
    expect(details.strongest).toHaveLength(2);
    expect(text).toContain('Several proposals are equally strong');
    for (const answer of ['use redis, in full', 'use kafka, in full']) expect(text).toContain(answer);
  });

  it('weighs votes by record where that was asked for, and says how', async () => {
    const known: Record<string, { finished: number; good: number }> = {
      ann: { finished: 40, good: 38 },
      bob: { finished: 40, good: 36 },
      cid: { finished: 40, good: 4 },
      dan: { finished: 40, good: 2 },
    };
    const records: AgentRecords = {
      find: async (_, agents) => agents.map((agent) => ({ agent, bids: [], finished: 0, good: 0, ...known[agent] })),
    };
    const members = {
      ann: member('use redis'),
      bob: member('use redis'),
      cid: member('use kafka'),
      dan: member('use kafka'),
    };
    const weighed = await play(team(members, { records, options: { weights: 'record', quorum: 'majority' } }));
    expect(weighed).toMatchObject({ outcome: 'agreed', text: 'use redis, in full' });
    const [{ weights, by } = { weights: {}, by: '' }] = z
      .array(z.looseObject({ weights: z.record(z.string(), z.number()), by: z.string() }))
      .parse(await weighed.recorded('weighed'));
    const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
    expect(by).toBe('record');
    expect(weights.ann).toBeGreaterThan(weights.dan ?? Infinity);
    expect(3 * Math.max(...Object.values(weights))).toBeLessThan(total);
    const equal = await play(team(members, { records, options: { quorum: 'majority' } }));
    expect(equal.outcome).toBe('no_consensus');
  });

  it('goes on from what everybody said: labels reach whoever reads it', async () => {
    const read: (readonly Label[])[] = [];
    const context = createScriptedContext({
      ann: [propose('use redis'), choose('none')],
      bob: [propose('use redis'), choose('none')],
    });
    const own: PatternContext = {
      ...context,
      ask: (agent, question) => {
        read.push(question.prompt.labels);
        return context.ask(agent, question);
      },
      within: (_, part) => part(own),
      all: (branches) =>
        context.all(Object.fromEntries(Object.entries(branches).map(([name, branch]) => [name, () => branch(own)]))),
    };
    const { result } = await consensus(ConsensusInput.parse({ goal, agents: [ann, bob], rounds: 1 }), own);
    const said = [ann, bob].map((name) => ({ source: 'model', name }));
    expect(read).toEqual([goal.labels, goal.labels, [...goal.labels, ...said], [...goal.labels, ...said]]);
    expect(result.labels).toEqual(said);
    expect(ConsensusInput.parse({ goal, agents: [ann, bob] })).toMatchObject({
      rounds: 3,
      quorum: 'two_thirds',
      weights: 'equal',
    });
  });
});

describe('members of a team that seeks consensus', () => {
  it('that fail abstain, and their absence makes no quorum', async () => {
    const { outcome, details, recorded } = await play(
      team(
        { ann: member('use redis'), bob: member('use redis'), cid: broken, dan: broken },
        { options: { rounds: 1 } },
      ),
    );
    expect(outcome).toBe('no_consensus');
    expect(details.rounds[0]).toMatchObject({
      needed: 3,
      abstentions: [
        { by: cid, why: 'failed' },
        { by: dan, why: 'failed' },
      ],
    });
    expect(await recorded('abstained')).toMatchObject([{ by: cid, round: 1, why: 'failed' }, { by: dan }]);
    expect(await recorded('missed')).toMatchObject([
      { by: cid, reason: expect.stringContaining('model down') },
      { by: dan },
    ]);
  });

  it('that are silent abstain, and one of four does not hold up the others', async () => {
    const clock = new SimClock();
    const three = member('use redis');
    const stage = team(
      { ann: three, bob: three, cid: three, dan: silent },
      { clock, options: { silentAfterMs: 5_000 } },
    );
    const run = await stage.submit();
    for (const asked of [4, 8]) {
      await expect.poll(() => stage.asked.length).toBe(asked);
      await expect.poll(() => clock.armed).toBeGreaterThan(0);
      clock.advance(5_000);
    }
    expect(toEnd(await stage.stage.ended(run)).value).toMatchObject({
      outcome: 'agreed',
      details: { rounds: [{ abstentions: [{ by: dan, why: 'silent' }] }] },
    });
    expect(stage.stopped).toEqual(['dan', 'dan']);
  });

  it('that vote for what nobody proposed, or for two at once, abstain', async () => {
    const liar: Member = ({ prompt }) => (votes({ prompt }) ? choose('gold') : propose('use gold'));
    const twice: Member = ({ prompt }) =>
      votes({ prompt }) ? { ...choose(''), choice: ['redis', 'kafka'] } : propose('use etcd');
    const nothing: Member = ({ prompt }) => (votes({ prompt }) ? choose('none') : propose(''));
    const { details } = await play(
      team({ ann: member('use redis'), bob: liar, cid: twice, dan: nothing }, { options: { rounds: 1 } }),
    );
    expect(details.rounds[0]?.abstentions).toMatchObject([
      { by: bob, why: 'failed' },
      { by: cid, why: 'failed' },
      { by: dan, why: 'none' },
    ]);
  });

  it('that make the same proposal for ever have made one, and come to an end', async () => {
    const stage = team({ ann: member('use redis'), bob: member('use kafka') }, { options: { rounds: 4 } });
    const { details, recorded } = await play(stage);
    expect(details.proposals).toHaveLength(2);
    expect(stage.asked).toHaveLength(2 * 2 * 4);
    expect((await recorded('proposed')).filter(({ endorsed }) => endorsed === true)).toHaveLength(6);
  });

  it('cannot, being one of four, bring two different decisions about, whatever it does', async () => {
    const choices = ['use redis', 'use kafka', 'use etcd'];
    const honest = fc.tuple(...[ann, bob, cid].map(() => fc.constantFrom(...choices)));
    const faulty = fc.constantFrom<unknown>(...choices, 'use gold', '', new Error('down'), { choice: 7 });
    const vote =
      (wanted: unknown): Member =>
      ({ prompt }) => {
        if (!votes({ prompt })) return propose(typeof wanted === 'string' ? wanted : 'use gold');
        return typeof wanted === 'string' ? choose(findName(prompt, wanted)) : wanted;
      };
    const decide = async (wishes: readonly unknown[]) => {
      const prompted = createPromptedContext([ann, bob, cid, dan], wishes.map(vote));
      const input = ConsensusInput.parse({ goal, agents: [ann, bob, cid, dan], rounds: 1 });
      const { outcome, result } = await consensus(input, prompted);
      return outcome === 'agreed' ? [result.text] : [];
    };
    await fc.assert(
      fc.asyncProperty(honest, fc.array(faulty, { minLength: 2, maxLength: 4 }), async (wishes, worlds) => {
        const decisions = await Promise.all(worlds.map((bad) => decide([...wishes, bad])));
        expect(new Set(decisions.flat()).size).toBeLessThan(2);
        const [first] = wishes;
        if (wishes.every((wish) => wish === first)) expect(decisions).toEqual(worlds.map(() => [`${first}, in full`]));
      }),
      { numRuns: 60 },
    );
  });

  it('that all fail leave nothing, and the run says so', async () => {
    const state = await team({ ann: broken, bob: broken }).run();
    expect(toEnd(state)).toMatchObject({ status: 'failed', code: 'join_failed' });
    expect(state.error?.message).toContain('model down');
  });

  it('do not end a run whose budget has', async () => {
    const context = createScriptedContext({
      ann: [propose('use redis'), choose('none')],
      bob: [propose('use redis'), new BudgetExceededError('tenant', { tokens: 0 })],
    });
    const input = ConsensusInput.parse({ goal, agents: [ann, bob] });
    await expect(consensus(input, context)).rejects.toMatchObject({ code: 'budget_exceeded' });
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
    expect(['agreed', 'no_consensus']).toContain(outcome);
    expect(details.rounds.flatMap(({ abstentions }) => abstentions).filter(({ why }) => why === 'failed')).toEqual([]);
    expect(Json.safeParse(details).success).toBe(true);
  });
});

describe('a team that seeks consensus and whose process is killed', () => {
  it.each(['before', 'after'] as const)('ends the same wherever it is killed %s a write', async (moment) => {
    const moved: Member = ({ prompt }) =>
      votes({ prompt })
        ? choose(findName(prompt, sawTally({ prompt }) ? 'use kafka' : 'use redis'), 'fast')
        : sawTally({ prompt })
          ? endorse(findName(prompt, 'use kafka'))
          : propose('use redis');
    const create = () =>
      team({ ann: member('use kafka'), bob: broken, cid: moved }, { options: { rounds: 2, quorum: 'majority' } });
    const whole = toEnd(await create().run());
    expect(whole.value).toMatchObject({ outcome: 'agreed', details: { rounds: [{ tied: true }, { tied: false }] } });
    const ends = await killEverywhere(create, moment);
    expect(ends.length).toBeGreaterThan(10);
    for (const end of ends) expect(toEnd(end)).toEqual(whole);
  });
});

/** A context whose members answer what they are asked, at once and without a journal. */
function createPromptedContext(agents: readonly AgentId[], members: readonly Member[]): PatternContext {
  const context: PatternContext = {
    ...createScriptedContext({}),
    async ask(agent, { prompt, schema }) {
      const answer = members[agents.indexOf(agent)]?.({ ...EMPTY, prompt: prompt.text });
      if (answer instanceof Error) throw answer;
      return { answer: schema.parse(answer), labels: [] };
    },
    within: (_, part) => part(context),
    all: (branches) =>
      createScriptedContext({}).all(
        Object.fromEntries(Object.entries(branches).map(([name, branch]) => [name, () => branch(context)])),
      ),
  };
  return context;
}

const EMPTY: Omit<Asked, 'prompt'> = {
  count: 1,
  request: { agent: ann, system: '', messages: [], tools: [], maxOutputTokens: 1, seed: '' },
};

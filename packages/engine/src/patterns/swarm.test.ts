import type { RunState } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { BudgetExceededError } from '../errors.ts';
import {
  killEverywhere,
  type Member,
  PatternStage,
  type PatternStageOptions,
  SILENT,
  toEnd,
} from '../testing/pattern-stage.ts';
import { TEST_PRINCIPAL } from '../testing/test-stage.ts';

const NOTHING = { findings: [], leads: [], checks: [] };

interface ShownFinding {
  readonly id: string;
  readonly text: string;
  readonly value: number;
}

/** What a question asks its member to check. */
function toCheck(prompt: string): ShownFinding[] {
  const [, section = ''] = /## To be checked by you[^\n]*\n\n([^]*?)(?:\n\n|$)/.exec(prompt) ?? [];
  return [...section.matchAll(/^- (F\d+): (.*?)(?: = (-?[\d.e+-]+))? \(by/gmu)].map(
    ([, id = '', text = '', value]) => ({
      id,
      text,
      value: Number(value),
    }),
  );
}

function toRound(prompt: string): number {
  return Number(/round (\d+) of/.exec(prompt)?.[1]);
}

/** Finds one thing of its own in the first round, and confirms what others found in all. */
function toSearcher(name: string): Member {
  return ({ prompt }) => ({
    findings: toRound(prompt) === 1 ? [{ text: `${name} was here`, evidence: `saw ${name}`, strength: 0.9 }] : [],
    leads: toRound(prompt) === 1 ? [{ text: `behind ${name}`, strength: 0.8 }] : [],
    checks: toCheck(prompt)
      .filter(({ text }) => text.endsWith('was here'))
      .map(({ id }) => ({ finding: id, verdict: 'confirmed', why: `${name} looked` })),
  });
}

function toStage(more: Partial<PatternStageOptions> = {}): PatternStage {
  return new PatternStage({
    pattern: 'swarm',
    goal: 'what is on the island',
    members: { ann: toSearcher('ann'), bob: toSearcher('bob'), cid: toSearcher('cid') },
    ...more,
  });
}

function read({ output }: RunState) {
  return (output && 'value' in output ? output.value : {}) as Record<string, unknown> & {
    details?: { search?: Record<string, unknown> };
  };
}

async function list(stage: PatternStage, run: RunState, name: string): Promise<Record<string, unknown>[]> {
  const recorded = (await stage.findRecorded(run.run, `swarm.${name}`)) as { value: Record<string, unknown> }[];
  return recorded.map(({ value }) => value);
}

describe('swarm', () => {
  it('gathers what members find, with who confirmed it, and stops when nothing gets better', async () => {
    const stage = toStage({ options: { rounds: 9 } });
    const run = await stage.run();
    expect(read(run)).toMatchObject({ outcome: 'found', details: { search: { rounds: 4, reason: 'nothing_better' } } });
    for (const name of ['ann', 'bob', 'cid'])
      expect(read(run).text).toMatch(new RegExp(`${name} was here \\(F\\d, found by ${name}, confirmed by`));
    expect((await list(stage, run, 'posted'))[0]).toMatchObject({
      round: 1,
      by: 'ann',
      findings: [{ id: 'F1', text: 'ann was here', evidence: 'saw ann', strength: 0.27 }],
      leads: [{ text: 'behind ann' }],
    });
    expect(await list(stage, run, 'improved')).toMatchObject([{ round: 2, confirmed: ['bob', 'cid'] }]);
    expect((await list(stage, run, 'weighed')).map(({ stale }) => stale)).toEqual([0, 0, 1, 2]);
    expect(await list(stage, run, 'stopped')).toMatchObject([{ reason: 'nothing_better', rounds: 4 }]);
  });

  it('shows each member the board, its own lead, and what it has to check', async () => {
    const stage = toStage({ options: { rounds: 2 } });
    const run = await stage.run();
    const [first, second] = await list(stage, run, 'taken');
    for (const { taken, prompts } of [
      { taken: first?.taken, prompts: stage.asked.slice(0, 3) },
      { taken: second?.taken, prompts: stage.asked.slice(3) },
    ]) {
      for (const { by, lead } of taken as { by: string; lead: string }[])
        expect(prompts.find(({ agent }) => agent === by)?.prompt).toContain(`## Your lead: ${lead}\n`);
    }
    const ann = stage.asked.slice(3).find(({ agent }) => agent === 'ann');
    expect(toCheck(ann?.prompt ?? '').map(({ text }) => text)).toEqual(['bob was here', 'cid was here']);
    expect(ann?.prompt).toContain('ann was here (by ann)');
  });

  it('keeps dissent', async () => {
    const doubter: Member = ({ prompt }) => ({
      ...NOTHING,
      checks: toCheck(prompt).map(({ id }) => ({ finding: id, verdict: 'doubted', why: 'there is only sand' })),
    });
    const run = await toStage({ members: { ann: toSearcher('ann'), bob: doubter }, options: { rounds: 3 } }).run();
    expect(read(run)).toMatchObject({ outcome: 'unconfirmed' });
    expect(read(run).text).toContain('## Dissent\n\n- F1: bob doubts it: there is only sand');
  });

  it('ends when all leads are used up, and says that nothing was found', async () => {
    const stage = toStage({ members: { ann: () => NOTHING, bob: () => NOTHING }, options: { rounds: 20 } });
    const run = await stage.run();
    expect(read(run)).toMatchObject({ outcome: 'nothing_found' });
    expect(await list(stage, run, 'stopped')).toMatchObject([{ rounds: 2 }]);
  });
});

describe('a search for the best value', () => {
  /** A hill that the members begin at the foot of. */
  const height = (x: number) => 8 * Math.exp(-((x - 6) ** 2) / 8);

  /** Steps away from the place that its lead names, and measures with some noise. */
  function toClimber(seed: number): Member {
    let state = seed;
    const random = () => {
      state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
      return state / 4_294_967_296;
    };
    return ({ prompt }) => {
      const [, from] = /## Your lead: L\d+\n\nx=(-?[\d.]+)/.exec(prompt) ?? [];
      const x = Number((Number(from ?? 1.5 + random()) + (random() - 0.5) * 3).toFixed(3));
      const measure = (at: number) => height(at) + (random() - 0.5) * 0.05;
      const value = measure(x);
      const checks = toCheck(prompt).map(({ id, text, value: claimed }) => {
        const seen = measure(Number(/x=(-?[\d.]+)/.exec(text)?.[1]));
        return {
          finding: id,
          verdict: Math.abs(seen - claimed) < 0.2 ? 'confirmed' : 'doubted',
          why: `measured ${seen}`,
        };
      });
      const strength = Math.min(1, Math.max(0, value / 10));
      return {
        findings: [{ text: `x=${x}`, evidence: `measured ${value}`, strength, value }],
        leads: [{ text: `x=${x}`, strength }],
        checks,
      };
    };
  }

  const liar: Member = ({ prompt }) => ({
    findings: [{ text: `x=${toRound(prompt)}`, evidence: 'believe me', strength: 1, value: 1e6 + toRound(prompt) }],
    leads: [{ text: 'x=-50', strength: 1 }],
    checks: toCheck(prompt).map(({ id }) => ({ finding: id, verdict: 'doubted', why: 'mine is better' })),
  });

  it('never gets worse, ends, and climbs in spite of noise and of a liar', async () => {
    const found: number[] = [];
    for (let seed = 1; seed <= 6; seed++) {
      const climbers = Object.fromEntries(
        [1, 2, 3, 4, 5].map((number) => [`climber-${number}`, toClimber(seed * 100 + number)]),
      );
      const stage = toStage({ members: { ...climbers, liar }, options: { rounds: 12, objective: 'highest' } });
      const run = await stage.run();
      expect(read(run).outcome).toBe('found');
      const improved = (await list(stage, run, 'improved')) as { value: number; by: string; text: string }[];
      const values = improved.map(({ value }) => value);
      expect(values).toEqual(values.toSorted((one, other) => one - other));
      for (const { value, by, text } of improved) {
        expect(by).not.toBe('liar');
        expect(Math.abs(height(Number(text.slice(2))) - value)).toBeLessThan(0.3);
      }
      expect(read(run).details?.search).toMatchObject({ best: { value: values.at(-1) } });
      found.push(values.at(-1) ?? 0);
    }
    // The foot is about 1 high and the top 8; where chance leads each of them is not the same in every run.
    expect(found.reduce((sum, value) => sum + value, 0) / found.length).toBeGreaterThan(3);
  }, 120_000);

  it('takes the lowest where that is sought, and only what others have confirmed', async () => {
    const values: Record<string, number> = { ann: 5, bob: 3, cid: 4 };
    const member =
      (name: string): Member =>
      ({ prompt }) => ({
        findings:
          toRound(prompt) === 1
            ? [{ text: `from ${name}`, evidence: 'counted', strength: 0.5, value: values[name] }]
            : [],
        leads: [],
        checks: toCheck(prompt).map(({ id, value }) => ({
          finding: id,
          verdict: value > 3 ? 'confirmed' : 'doubted',
          why: 'counted again',
        })),
      });
    const members = { ann: member('ann'), bob: member('bob'), cid: member('cid') };
    const stage = toStage({ members, options: { objective: 'lowest' } });
    const run = await stage.run();
    expect(await list(stage, run, 'improved')).toMatchObject([{ value: 4, by: 'cid', confirmed: ['ann', 'bob'] }]);
  });
});

describe('members that misbehave', () => {
  it('leaves out whoever fails, with the reason', async () => {
    const stage = toStage({
      members: { ann: toSearcher('ann'), bob: toSearcher('bob'), cid: () => new Error('model down') },
    });
    const run = await stage.run();
    expect(read(run)).toMatchObject({ outcome: 'found' });
    expect((await list(stage, run, 'missed'))[0]).toMatchObject({
      by: 'cid',
      why: 'failed',
      reason: expect.stringContaining('model down') as string,
    });
  });

  it('does not wait for whoever is silent, and stops it', async () => {
    const members = { ann: toSearcher('ann'), bob: toSearcher('bob'), cid: () => SILENT };
    const stage = toStage({ members, options: { rounds: 2, silentAfterMs: 1_500 } });
    const run = await stage.run();
    expect(read(run)).toMatchObject({ outcome: 'found' });
    expect((await list(stage, run, 'missed')).map(({ by, why }) => [by, why])).toEqual([
      ['cid', 'silent'],
      ['cid', 'silent'],
    ]);
    expect(stage.stopped).toEqual(['cid', 'cid']);
  }, 60_000);

  it('counts what a looping member says once, and does not go on for its sake', async () => {
    const loop: Member = () => ({
      ...NOTHING,
      findings: [{ text: 'gold!', evidence: 'gold', strength: 1 }],
      leads: [{ text: 'gold', strength: 1 }],
    });
    const stage = toStage({ members: { ann: loop, bob: () => NOTHING }, options: { rounds: 20 } });
    const run = await stage.run();
    expect(read(run)).toMatchObject({ outcome: 'unconfirmed', details: { search: { rounds: 3 } } });
    expect(await list(stage, run, 'improved')).toEqual([]);
    expect((await list(stage, run, 'posted')).at(-2)).toMatchObject({ by: 'ann', findings: [], ignored: 2 });
  });

  it('does not let a liar that praises itself win', async () => {
    const liar: Member = ({ prompt }) => ({
      findings: [{ text: `treasure ${toRound(prompt)}`, evidence: 'trust me', strength: 1 }],
      leads: [],
      checks: ['F1', 'F2', 'F3', 'F4'].map((finding) => ({ finding, verdict: 'confirmed', why: 'I am sure' })),
    });
    const run = await toStage({ members: { liar, ann: toSearcher('ann'), bob: toSearcher('bob') } }).run();
    expect(read(run).details?.search).toMatchObject({ best: { text: expect.stringContaining('was here') as string } });
    expect(read(run).text).toMatch(/## Claimed, and not confirmed\n\n1\. treasure/);
  });

  it('fails when nobody gives any answer', async () => {
    const down: Member = () => new Error('down');
    const run = await toStage({ members: { ann: down, bob: down } }).run();
    expect(run).toMatchObject({ status: 'failed', error: { code: 'join_failed' } });
  });

  it('stops with what is on the board when the budget ends', async () => {
    const broke: Member = ({ count }) => (count === 2 ? new BudgetExceededError('run', { tokens: 0 }) : NOTHING);
    const stage = toStage({ members: { cid: broke, ann: toSearcher('ann'), bob: toSearcher('bob') } });
    const run = await stage.run();
    expect(run).toMatchObject({ status: 'failed', error: { code: 'budget_exceeded' } });
    const [stopped] = await list(stage, run, 'stopped');
    expect(stopped).toMatchObject({ reason: 'budget', rounds: 2 });
    expect(stopped?.findings).toMatchObject([{ confirmed: [{}] }, { confirmed: [{}] }]);
  });
});

describe('a swarm that is stopped', () => {
  it.each(['before', 'after'] as const)(
    'comes to the same end when it is killed %s any write',
    async (moment) => {
      const create = () =>
        toStage({
          members: { ann: toSearcher('ann'), bob: toSearcher('bob'), cid: () => new Error('down') },
          options: { rounds: 3 },
        });
      const undisturbed = toEnd(await create().run());
      expect(undisturbed).toMatchObject({ status: 'completed', value: { outcome: 'found' } });
      const ends = await killEverywhere(create, moment);
      expect(ends.length).toBeGreaterThan(20);
      for (const end of ends) expect(toEnd(end)).toEqual(undisturbed);
    },
    120_000,
  );

  it('stops everybody at once', async () => {
    const all = Promise.withResolvers<void>();
    let begun = 0;
    const silent: Member = () => {
      if (++begun === 3) all.resolve();
      return SILENT;
    };
    const stage = toStage({ members: { ann: silent, bob: silent, cid: silent } });
    const run = await stage.submit();
    await all.promise;
    await stage.stage.engine.cancel(TEST_PRINCIPAL, run, 'enough');
    expect(await stage.stage.ended(run)).toMatchObject({ status: 'cancelled' });
    expect(stage.stopped.toSorted()).toEqual(['ann', 'bob', 'cid']);
    expect(stage.asked).toHaveLength(3);
  });
});

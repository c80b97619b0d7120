import { describe, expect, it } from 'vitest';
import { killEverywhere, type Member, PatternStage, SILENT, toEnd } from '../testing/pattern-stage.ts';
import { SimClock } from '../testing/sim-clock.ts';

const text =
  (what: string): Member =>
  () =>
    what;

describe('a member that gives no answer', () => {
  it('is given up after the time that was set, and its call is stopped', async () => {
    const clock = new SimClock();
    const team = new PatternStage({
      pattern: 'parallel',
      members: { ann: text('here'), bob: () => SILENT },
      options: { silentAfterMs: 5_000 },
      clock,
    });
    const run = await team.submit();
    await expect.poll(() => team.asked.length).toBe(2);
    await expect.poll(() => clock.armed).toBeGreaterThan(0);
    clock.advance(5_000);
    const { output } = await team.stage.ended(run);
    expect(output).toMatchObject({
      value: { outcome: 'partial', text: expect.stringContaining('bob gave no answer') },
    });
    expect(team.stopped).toEqual(['bob']);
  });

  it('costs the others no time when they fail or answer', async () => {
    const team = new PatternStage({
      pattern: 'parallel',
      members: { ann: text('here'), bob: () => new Error('broken') },
      options: { silentAfterMs: 1_000_000 },
      clock: new SimClock(),
    });
    expect((await team.run()).output).toMatchObject({ value: { text: expect.stringContaining('broken') } });
  });
});

describe('a pattern', () => {
  it.each(['before', 'after'] as const)('ends the same wherever it is killed %s a write', async (moment) => {
    const create = () =>
      new PatternStage({
        pattern: 'parallel',
        members: { ann: text('one'), bob: text('two') },
        options: { silentAfterMs: 60_000 },
      });
    const whole = toEnd(await create().run());
    const ends = await killEverywhere(create, moment);
    expect(ends.length).toBeGreaterThan(6);
    for (const end of ends) expect(toEnd(end)).toEqual(whole);
  });
});

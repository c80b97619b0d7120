/** The figures of the loops: as one line, and as rows of a table. Nothing in them is written by hand. */
import type { FleetLoopsResult } from './run-fleet-loops.ts';

interface Figure {
  readonly name: string;
  readonly found: number;
  readonly of: number;
}

/** What must not be, each with the number of trials. */
export function listFigures({ totals, broken, loops }: FleetLoopsResult): readonly Figure[] {
  const { accepted, runs, told, steps, effects, timers, joins } = totals;
  return [
    { name: 'accepted runs lost', found: totals.lost, of: accepted },
    { name: 'runs stuck', found: totals.stuck, of: runs },
    { name: 'runs failed', found: totals.failed, of: runs },
    { name: 'events lost that were told as durable', found: totals.toldLost, of: told },
    { name: 'writes of replaced workers accepted', found: totals.zombieWrites, of: told },
    { name: 'recorded steps run again', found: totals.repeated, of: steps },
    { name: 'steps recorded twice', found: totals.recordedTwice, of: steps },
    { name: 'effects that happened twice, of workers that nobody had replaced', found: totals.duplicated, of: effects },
    {
      name: 'effects without a record, or recorded and not there',
      found: totals.unrecorded + totals.effectsLost,
      of: effects,
    },
    { name: 'timers that fired twice', found: totals.firedTwice, of: timers },
    { name: 'joins decided otherwise on replay', found: totals.joinsChanged, of: joins },
    { name: 'messages received out of order', found: totals.mailOutOfOrder, of: accepted },
    { name: 'runs whose row is not what their journal folds to', found: totals.unfolded, of: runs },
    { name: 'accounts spent beyond their limit', found: totals.overspent, of: runs },
    { name: 'rows that name another tenant', found: totals.foreign, of: told },
    { name: 'runs, reservations and claims left over', found: totals.leftOver, of: runs },
    { name: 'loops in which anything of this was found', found: broken.length, of: loops },
  ];
}

export function toLoopsLine(result: FleetLoopsResult): string {
  const { totals, loops, seed } = result;
  const bad = listFigures(result).filter(({ found }) => found > 0);
  const found =
    bad.length === 0
      ? 'nothing of what must not be'
      : bad.map(({ name, found: count }) => `${name} ${count}`).join(', ');
  return `${loops} fleet loops (seed ${seed}), ${totals.kills} kills, ${totals.pauses} pauses, ${totals.stops} stops, ${totals.takeovers} takeovers, ${totals.fenced} writes refused: ${found}; 95 % bound by loops ${(3 / loops).toPrecision(2)}`;
}

export function toLoopsSection(result: FleetLoopsResult): string {
  const { totals, loops, seed, broken } = result;
  const rows = listFigures(result).map(
    ({ name, found, of }) =>
      `| ${name} | ${found} | ${of} | ${found > 0 ? 'found' : of === 0 ? 'no trial' : (3 / of).toPrecision(2)} |`,
  );
  const lines = broken.map((loop) => `- seed ${loop.seed}: ${JSON.stringify(loop)}`);
  return `## Three workers and two servers

${loops} loops (seed ${seed}). In each, three workers and two servers work on one PostgreSQL database, and clients submit
sixteen runs of two tenants through whichever server answers: joins, effects of every class, children, timers, approvals, messages, budgets.
Meanwhile any of the five is killed (${totals.kills} times), paused for up to five seconds, which is longer than its lease (${totals.pauses} times), or stopped
(${totals.stops} times), and started again. ${totals.takeovers} runs were taken over by another worker; ${totals.fenced} writes of replaced workers were refused.

| what must not be | found | of | 95 % upper bound of its rate |
| --- | ---: | ---: | ---: |
${rows.join('\n')}

Also counted: ${totals.sentAgain} calls with a key that the receiver knew; ${totals.doubts} effects in doubt, settled by asking the receiver;
${totals.duplicatedByZombies} effects without a key that happened twice because a worker was paused in the middle of the act, taken over, and woke: no fence
reaches the world outside, only a key does.
${lines.length === 0 ? '' : `\n### Loops in which something was found\n\n${lines.join('\n')}\n`}`;
}

/** Forty facts, twenty of which must arrive, over one to six hops between agents that forget a fifth of what they are told each time. */
import { SimRandom } from '@tutti/engine/testing';
import { FactCheck } from '@tutti/protocol';
import * as z from 'zod';
import type { Figure } from '../report/figure.ts';
import type { Measure } from '../report/measure.ts';
import { type Carried, carryWithContracts, carryWithout, type Members } from './carry.ts';
import { type Case, drawCase, state } from './figures.ts';
import { createForgetful, createSource } from './forgetful.ts';
import { judge } from './judge.ts';

const MOST_HOPS = 6;
const PERCENT = 100;
const WANTED = 99;
const Details = z.object({ check: FactCheck }).optional();

interface Way {
  readonly name: string;
  /** The first agent says which facts must arrive. */
  readonly marks: boolean;
  readonly wanted: boolean;
  carry(members: Members, drawn: Case): Promise<Carried>;
}

const WAYS: readonly Way[] = [
  {
    name: 'with contracts, facts required by the task',
    marks: false,
    wanted: true,
    carry: (members, { required }) => carryWithContracts(members, required.map(state)),
  },
  {
    name: 'with contracts, facts required by the first agent',
    marks: true,
    wanted: true,
    carry: (members) => carryWithContracts(members, []),
  },
  {
    name: 'with contracts, nothing required by anybody',
    marks: false,
    wanted: false,
    carry: (members) => carryWithContracts(members, []),
  },
  {
    name: 'without: all texts, concatenated',
    marks: false,
    wanted: false,
    carry: (members) => carryWithout(members, 'everything'),
  },
  {
    name: 'without: the last text only',
    marks: false,
    wanted: false,
    carry: (members) => carryWithout(members, 'last text'),
  },
];

export const keep: Measure = {
  name: 'keep',
  async measure({ rounds, say }) {
    const figures: Figure[] = [];
    for (const way of WAYS) {
      for (let hops = 1; hops <= MOST_HOPS; hops++) {
        const shares: number[] = [];
        const checks: FactCheck[] = [];
        for (let seed = 1; seed <= rounds; seed++) {
          const { right, check } = await carryOne(way, hops, seed);
          shares.push(right);
          if (check && check.required > 0) checks.push(check);
        }
        const value = (PERCENT * shares.reduce((sum, share) => sum + share, 0)) / shares.length;
        const least = PERCENT * Math.min(...shares);
        const target = way.wanted && hops === MOST_HOPS ? { target: { atLeast: WANTED } } : {};
        const note = `lowest of ${rounds} runs: ${Math.round(least)} %${describe(checks)}`;
        figures.push({
          name: `${way.name}, ${hops} ${hops === 1 ? 'hop' : 'hops'}`,
          value,
          unit: '%',
          ...target,
          note,
        });
      }
      say(
        `${way.name}: ${figures
          .slice(-MOST_HOPS)
          .map(({ value = 0 }) => `${value.toFixed(1)} %`)
          .join(', ')}`,
      );
    }
    return figures;
  },
};

/** How they got there. */
function describe(checks: readonly FactCheck[]): string {
  if (checks.length === 0) return '';
  const share = (count: (check: FactCheck) => number) => {
    const sum = checks.reduce((all, check) => all + count(check) / check.required, 0);
    return `${Math.round((PERCENT * sum) / checks.length)} %`;
  };
  const [mended, appended] = [share((check) => check.mended.length), share((check) => check.appended.length)];
  return `; ${mended} put in by the last agent when asked again, ${appended} put under its text`;
}

async function carryOne(way: Way, hops: number, seed: number) {
  const random = new SimRandom(seed);
  const draw = () => random.next();
  const drawn = drawCase(draw);
  const members: Record<string, ReturnType<typeof createForgetful>> = {
    source: createSource(drawn, { marks: way.marks, draw }),
  };
  for (let hop = 1; hop <= hops; hop++) members[`agent-${hop}`] = createForgetful(draw);
  const { text, details } = await way.carry(members, drawn);
  return { right: judge(drawn.required, text).right, check: Details.parse(details)?.check };
}

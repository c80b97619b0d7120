/** One of six agents changes five of the required facts: what of them stands right in the end, and whether it is named. */
import { SimRandom } from '@tutti/engine/testing';
import { Contradiction } from '@tutti/protocol';
import * as z from 'zod';
import type { Measure } from '../report/measure.ts';
import { carryWithContracts, carryWithout } from './carry.ts';
import { drawCase, state } from './figures.ts';
import { createForgetful, createLiar, createSource, LIES } from './forgetful.ts';
import { judge } from './judge.ts';

const HOPS = 6;
const PERCENT = 100;
const Details = z.object({ contradictions: z.array(Contradiction) });

export const lies: Measure = {
  name: 'lies',
  async measure({ rounds }) {
    let [found, named, known] = [0, 0, 0];
    const sums = { with: { right: 0, alone: 0 }, without: { right: 0, alone: 0 } };
    for (let seed = 1; seed <= rounds; seed++) {
      for (const way of ['with', 'without'] as const) {
        const { members, required, liar } = drawTeam(seed);
        const facts = required.map(state);
        const { text, details } =
          way === 'with' ? await carryWithContracts(members, facts) : await carryWithout(members, 'everything');
        const { right, alone } = judge(required, text);
        sums[way].right += right / rounds;
        sums[way].alone += alone / rounds;
        if (way === 'without') continue;
        const { contradictions } = Details.parse(details);
        found += contradictions.length;
        named += contradictions.filter(({ by }) => by === liar).length;
        known += new Set(contradictions.flatMap(({ by, fact }) => (by === liar ? [fact] : []))).size;
      }
    }
    const share = (value: number) => PERCENT * value;
    return [
      { name: 'a liar among 6, with contracts: required facts right', value: share(sums.with.right), unit: '%' },
      { name: 'a liar among 6, without: required facts right', value: share(sums.without.right), unit: '%' },
      { name: 'with contracts: right, and no other value beside', value: share(sums.with.alone), unit: '%' },
      { name: 'without: right, and no other value beside', value: share(sums.without.alone), unit: '%' },
      { name: 'lies that are noticed', value: share(known / (LIES * rounds)), unit: '%' },
      { name: 'of what is noticed, the liar is named', value: share(named / Math.max(1, found)), unit: '%' },
    ];
  },
};

function drawTeam(seed: number) {
  const random = new SimRandom(seed);
  const draw = () => random.next();
  const drawn = drawCase(draw);
  const place = 1 + Math.floor(draw() * HOPS);
  const others = Array.from({ length: HOPS }, (_, index) => {
    const member = index + 1 === place ? createLiar(drawn, draw) : createForgetful(draw);
    return [`agent-${index + 1}`, member] as const;
  });
  const members = { source: createSource(drawn, { marks: false, draw }), ...Object.fromEntries(others) };
  return { members, required: drawn.required, liar: `agent-${place}` };
}

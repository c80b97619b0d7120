/** One request among a thousand agents: those of the catalogue, and others that users might have made, each with words of its own. */
import { readSelection } from '@tutti/adapters/selection';
import { createSelector } from '@tutti/engine';
import { Agent, AgentId } from '@tutti/protocol';
import type { Measure } from '../report/measure.ts';
import { readLabelled } from './labelled.ts';
import { readLessons, SELECTION } from './read-lessons.ts';

const AGENTS = 1_000;
const REQUESTS_A_ROUND = 262;
const TARGET_MS = 5;

export const amongMany: Measure = {
  name: 'time',
  async measure({ rounds }) {
    const [{ train }, { agents }, knowledge] = await Promise.all([
      readLabelled(),
      readLessons(),
      readSelection(SELECTION),
    ]);
    const startedAt = performance.now();
    const selector = createSelector(addOthers(agents), knowledge);
    const madeIn = performance.now() - startedAt;
    const times: number[] = [];
    // The first round only warms up.
    for (let round = 0; round <= rounds; round++)
      for (const { request } of train.slice(0, REQUESTS_A_ROUND)) {
        const askedAt = performance.now();
        selector.analyze(request);
        if (round > 0) times.push(performance.now() - askedAt);
      }
    times.sort((one, other) => one - other);
    const at = (share: number) => times[Math.floor(times.length * share)];
    return [
      { name: `analysis among ${AGENTS} agents: p50`, value: at(0.5), unit: 'ms', target: { atMost: TARGET_MS } },
      { name: `analysis among ${AGENTS} agents: p99`, value: at(0.99), unit: 'ms', target: { atMost: TARGET_MS } },
      { name: `selector over ${AGENTS} agents made, once`, value: madeIn, unit: 'ms' },
    ];
  },
};

/** Each speaks with the words of two of the catalogue's, so that nothing is sparser than in life. */
function addOthers(agents: readonly Agent[]): Agent[] {
  const others = Array.from({ length: AGENTS - agents.length }, (_, index) => {
    const [one, other] = [agents[index % agents.length], agents[(7 * index + 3) % agents.length]];
    return Agent.parse({
      id: AgentId.parse(`made-by-a-user-${index}`),
      purpose: other?.purpose ?? 'Does what is asked.',
      capabilities: one?.capabilities ?? ['general'],
      instructions: `${one?.instructions ?? ''} ${index}`.trim(),
      examples: other?.examples ?? [],
    });
  });
  return [...agents, ...others];
}

/** What watching takes of a turn, in time of the CPU: a book that is told of questions and answers, without an engine around it. */
import { AgentId, type AgentId as Id } from '@tutti/protocol';
import { ProgressBook } from '../../packages/engine/src/progress/progress-book.ts';
import type { Figure } from '../report/figure.ts';
import type { Measure } from '../report/measure.ts';
import { Chance } from './chance.ts';
import { officeStyle } from './styles.ts';

const TURNS = 1_000;
const MOST_MS = 0.1;
const MICROS = 1_000;
/** Sentences of an answer: about 75 characters each. */
const LENGTHS = [
  { name: 'short texts (150 characters)', sentences: 2 },
  { name: 'texts of 1,500 characters', sentences: 20 },
  { name: 'texts of 15,000 characters', sentences: 200 },
];

export const cost: Measure = {
  name: 'cost',
  async measure() {
    return LENGTHS.map(({ name, sentences }): Figure => {
      const chance = new Chance(1);
      const agents = ['ann', 'bob', 'cid'].map((id) => AgentId.parse(id));
      const texts = Array.from({ length: TURNS }, () =>
        Array.from({ length: sentences }, () => officeStyle.fact(chance)).join(' '),
      );
      talk(agents, texts);
      const from = process.cpuUsage();
      talk(agents, texts);
      const { user, system } = process.cpuUsage(from);
      const value = (user + system) / MICROS / TURNS;
      return { name: `a turn with ${name}`, value, unit: 'ms', target: { atMost: MOST_MS } };
    });
  },
};

/** Each is asked with what the one before has said. */
function talk(agents: readonly Id[], texts: readonly string[]): void {
  const book = new ProgressBook();
  for (const [at, text] of texts.entries()) {
    const agent = agents[at % agents.length];
    if (agent) book.answer(book.ask(agent, `Go on. ${texts[at - 1] ?? ''}`), text);
  }
}

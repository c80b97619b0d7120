/** Agents that answer again and again, much alike at times, and get on: each of these runs ends by itself. */
import type { Chance } from './chance.ts';
import type { Ask, Play } from './play.ts';
import type { Style } from './styles.ts';
import type { Draw } from './tool-loops.ts';

interface Work {
  readonly agents: readonly string[];
  readonly next: Play['next'];
  readonly answer: Play['answer'];
}

function toDraw(
  kind: string,
  make: (chance: Chance, told: { style: Style; topic: string; goal: string }) => Work,
): Draw {
  return (chance, style): Play => {
    const topic = style.topic(chance);
    const goal = `Finish ${topic}. ${style.fact(chance)}`;
    return { kind, loops: false, ...make(chance, { style, topic, goal }) };
  };
}

const times = <Item>(count: number, make: (at: number) => Item) => Array.from({ length: count }, (_, at) => make(at));
const until = (turns: number, ask: (turn: number, last: string) => Ask | readonly Ask[]): Play['next'] => {
  return (turn, last) => (turn > turns ? undefined : ask(turn, last));
};

/** One part of it is another one each time. */
class Draft {
  readonly #parts: string[];
  readonly #style: Style;
  readonly #chance: Chance;

  constructor(chance: Chance, style: Style) {
    this.#chance = chance;
    this.#style = style;
    this.#parts = times(chance.whole(5, 12), () => style.fact(chance));
  }

  revise(): string {
    this.#parts[this.#chance.whole(0, this.#parts.length - 1)] = this.#style.fact(this.#chance);
    return this.#parts.join('\n');
  }

  /** Only a figure. */
  correct(): string {
    const at = this.#chance.whole(0, this.#parts.length - 1);
    this.#parts[at] = (this.#parts[at] ?? '').replace(/\d{2,}/, String(this.#chance.whole(11, 9_999)));
    return this.#parts.join('\n');
  }
}

export const TALK_WORK: readonly Draw[] = [
  toDraw('talk: many give the same short answer', (chance, { goal }) => {
    const agents = times(chance.whole(3, 10), (at) => `member-${at}`);
    const answer = chance.pick(['42', 'Yes.', 'Paris', '{"vote":"approve"}']);
    return { agents, next: until(1, () => agents.map((agent) => ({ agent, prompt: goal }))), answer: () => answer };
  }),
  toDraw('talk: a few rounds of votes', (chance, { goal }) => {
    const agents = times(chance.whole(3, 7), (at) => `member-${at}`);
    const prompt = (turn: number) => `${goal}\nProposals: a, b. Round ${turn}. Vote.`;
    return {
      agents,
      next: until(3, (turn) => agents.map((agent) => ({ agent, prompt: prompt(turn) }))),
      answer: () => '{"vote":"a","reason":"it costs less"}',
    };
  }),
  toDraw('talk: a draft that is revised', (chance, { goal, style }) => {
    const draft = new Draft(chance, style);
    return {
      agents: ['writer', 'critic'],
      next: until(chance.whole(8, 30), (turn, last) => ({
        agent: turn % 2 === 1 ? 'writer' : 'critic',
        prompt: `${goal}\n\n${last}`,
      })),
      answer: ({ agent }) => (agent === 'writer' ? draft.revise() : `Say more about this: ${style.fact(chance)}`),
    };
  }),
  toDraw('talk: a draft that is revised by its writer alone', (chance, { goal, style }) => {
    const draft = new Draft(chance, style);
    return {
      agents: ['writer'],
      next: until(chance.whole(6, 20), (_, last) => ({ agent: 'writer', prompt: `${goal}\nImprove it:\n${last}` })),
      answer: () => draft.revise(),
    };
  }),
  toDraw('talk: a draft of which only figures are corrected', (chance, { goal, style }) => {
    const draft = new Draft(chance, style);
    return {
      agents: ['writer'],
      next: until(chance.whole(5, 9), (_, last) => ({
        agent: 'writer',
        prompt: `${goal}\nCheck the figures:\n${last}`,
      })),
      answer: () => draft.correct(),
    };
  }),
  toDraw('talk: item after item, mostly of one class', (chance, { goal, style }) => {
    const items = times(chance.whole(20, 55), () => style.fact(chance));
    const isAll = chance.is(0.5);
    return {
      agents: ['clerk'],
      next: until(items.length, (turn) => ({
        agent: 'clerk',
        prompt: `${goal}\n${isAll ? `All items:\n${items.join('\n')}\n` : ''}\nClassify this one:\n${items[turn - 1]}`,
      })),
      answer: () => (chance.is(0.9) ? 'positive' : 'negative'),
    };
  }),
  toDraw('talk: pairs to compare, mostly the first is better', (chance, { goal, style }) => {
    const texts = times(chance.whole(3, 5), () => style.fact(chance));
    const pairs = texts.flatMap((one, at) => texts.flatMap((other, to) => (at === to ? [] : [[one, other]])));
    return {
      agents: ['judge'],
      next: until(pairs.length, (turn) => ({
        agent: 'judge',
        prompt: `${goal}\nFirst: ${pairs[turn - 1]?.[0]}\nSecond: ${pairs[turn - 1]?.[1]}`,
      })),
      answer: () => '{"better":"first","reason":"it is more exact"}',
    };
  }),
  toDraw('talk: a debate with new arguments', (chance, { goal, style }) => ({
    agents: ['pro', 'contra'],
    next: until(chance.whole(10, 40), (turn, last) => ({
      agent: turn % 2 === 1 ? 'pro' : 'contra',
      prompt: `${goal}\nThey said: ${last}`,
    })),
    answer: () => `I disagree. ${style.fact(chance)} ${chance.is(0.5) ? style.fact(chance) : ''}`,
  })),
  toDraw('talk: handed around, each adds a fact', (chance, { goal, style, topic }) => ({
    agents: ['ann', 'bob', 'cid'],
    next: until(chance.whole(9, 45), (turn, last) => ({
      agent: ['ann', 'bob', 'cid'][turn % 3] ?? '',
      prompt: `${goal}\n${last}`,
    })),
    answer: () => `${style.handOver(chance, topic)} ${style.fact(chance)}`,
  })),
  toDraw('talk: asked the same, and it gets on', (chance, { goal, style }) => ({
    agents: ['reporter'],
    next: until(chance.whole(8, 30), () => ({ agent: 'reporter', prompt: `${goal}\nWhat is new?` })),
    answer: () => `Since last time: ${style.fact(chance)}`,
  })),
  toDraw('talk: different questions, the same short answer', (chance, { goal, style }) => ({
    agents: ['expert', 'asker'],
    next: until(chance.whole(10, 40), (turn, last) => ({
      agent: turn % 2 === 1 ? 'asker' : 'expert',
      prompt: `${goal}\n${last}`,
    })),
    answer: ({ agent }) => (agent === 'asker' ? `Is this right? ${style.fact(chance)}` : 'Yes, it is.'),
  })),
  toDraw('talk: stuck for a moment, then it gets on', (chance, { goal, style, topic }) => {
    const stuck = chance.whole(1, 3);
    return {
      agents: ['ann', 'bob'],
      next: until(chance.whole(12, 30), (turn, last) => ({
        agent: turn % 2 === 1 ? 'ann' : 'bob',
        prompt: `${goal}\n${last}`,
      })),
      answer: ({ count }) => (count % 12 < 2 * stuck ? style.stall(chance, topic) : style.fact(chance)),
    };
  }),
];

/** Agents that answer or hand on for ever without anything new. */
import type { Chance } from './chance.ts';
import type { Play } from './play.ts';
import type { Style } from './styles.ts';
import type { Draw } from './tool-loops.ts';

interface TalkLoop {
  readonly kind: string;
  readonly agents: readonly string[];
  /** Its text of this turn, after what comes before the circle. */
  say(
    chance: Chance,
    told: { style: Style; topic: string; fixed: readonly string[]; turn: number; at: number },
  ): string;
  /** What an agent is told of the last one; absent: nothing but the goal. */
  quotes: boolean;
}

function toDraw({ kind, agents, say, quotes }: TalkLoop): Draw {
  return (chance, style): Play => {
    const topic = style.topic(chance);
    const goal = `Finish ${topic}. ${style.fact(chance)} ${style.fact(chance)}`;
    const prelude = chance.whole(0, 3) * agents.length;
    const fixed = agents.map(() => `${style.fact(chance)} ${style.handOver(chance, topic)}`);
    const isNumbered = chance.is(0.5);
    return {
      kind,
      loops: true,
      agents,
      next(turn, last) {
        const at = (turn - 1) % agents.length;
        const head = isNumbered ? `Round ${turn}. ` : '';
        const told =
          quotes && last !== '' ? `\n\nMessage from ${agents[(at + agents.length - 1) % agents.length]}:\n${last}` : '';
        return { agent: agents[at] ?? '', prompt: `${head}${goal}${told}` };
      },
      answer({ count }) {
        if (count <= prelude) return `${style.fact(chance)} ${style.fact(chance)}`;
        return say(chance, { style, topic, fixed, turn: count, at: (count - 1) % agents.length });
      },
    };
  };
}

const two = ['ann', 'bob'];
const three = ['ann', 'bob', 'cid'];
const four = ['ann', 'bob', 'cid', 'dee'];
const again: TalkLoop['say'] = (_, { fixed, at }) => fixed[at] ?? '';
const noisy: TalkLoop['say'] = (chance, told) => `${told.style.noise(chance, told.turn)}${again(chance, told)}`;
const handed: TalkLoop['say'] = (chance, { style, topic }) => style.handOver(chance, topic);
const stalled: TalkLoop['say'] = (chance, { style, topic }) => style.stall(chance, topic);

const LOOPS: readonly TalkLoop[] = [
  { kind: 'talk: the same answer', agents: ['ann'], say: again, quotes: false },
  { kind: 'talk: the same answer with times and ids', agents: ['ann'], say: noisy, quotes: false },
  { kind: 'talk: at work, in other words each time', agents: ['ann'], say: stalled, quotes: false },
  { kind: 'talk: two at work, in other words each time', agents: two, say: stalled, quotes: true },
  { kind: 'talk: ping-pong', agents: two, say: again, quotes: true },
  { kind: 'talk: ping-pong with times and ids', agents: two, say: noisy, quotes: true },
  { kind: 'talk: ping-pong in other words each time', agents: two, say: handed, quotes: true },
  { kind: 'talk: round of three', agents: three, say: noisy, quotes: true },
  { kind: 'talk: round of three in other words each time', agents: three, say: handed, quotes: true },
  { kind: 'talk: round of four in other words each time', agents: four, say: handed, quotes: true },
  {
    kind: 'talk: a draft that is sent back and never changed',
    agents: ['writer', 'critic'],
    quotes: true,
    say: (chance, told) =>
      told.at === 0
        ? `Here is the draft:\n${told.fixed.join('\n')}`
        : `Not yet. ${told.style.handOver(chance, told.topic)}`,
  },
  {
    kind: 'talk: each asks the other the same',
    agents: two,
    quotes: true,
    say: (chance, { topic, at, turn, style }) =>
      `${style.noise(chance, turn)}${at === 0 ? `Which format do you want for ${topic}?` : `Which format would you prefer for ${topic}?`}`,
  },
];

export const TALK_LOOPS: readonly Draw[] = LOOPS.map(toDraw);

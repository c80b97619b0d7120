/** Runs of one agent with tools that look like circles and are work: each of them ends by itself. */
import type { Json } from '@tutti/protocol';
import type { Chance } from './chance.ts';
import type { Play, PlayTool } from './play.ts';
import type { Style } from './styles.ts';
import { type Draw, wish } from './tool-loops.ts';

interface Work {
  readonly kind: string;
  readonly goal: (topic: string) => string;
  readonly tools: readonly PlayTool[];
  readonly calls: readonly (readonly [string, Json])[];
}

function toDraw(kind: string, make: (chance: Chance, style: Style) => Omit<Work, 'kind'>): Draw {
  return (chance, style): Play => {
    const topic = style.topic(chance);
    const { goal, tools, calls } = make(chance, style);
    return {
      kind,
      loops: false,
      agents: ['solo'],
      tools,
      next: (turn) => (turn === 1 ? { agent: 'solo', prompt: goal(topic) } : undefined),
      answer({ count }) {
        const call = calls[count - 1];
        return call ? wish(...call, count) : `Done. ${style.fact(chance)}`;
      },
    };
  };
}

const times = <Item>(count: number, make: (at: number) => Item) => Array.from({ length: count }, (_, at) => make(at));

export const TOOL_WORK: readonly Draw[] = [
  toDraw('tool: goes through the pages of a list', (chance, style) => ({
    goal: (topic) => `List all orders of ${topic}.`,
    tools: [
      { name: 'list_orders', use: (_, count) => ({ orders: times(3, () => style.fact(chance)), next: count + 1 }) },
    ],
    calls: times(chance.whole(10, 40), (at) => ['list_orders', { status: 'open', page: at + 1 }]),
  })),
  toDraw('tool: a hundred things, each is well', (chance, style) => {
    const things = [...new Set(times(chance.whole(60, 100), () => style.thing(chance)))];
    return {
      goal: (topic) => `Check everything for ${topic}:\n${things.join('\n')}`,
      tools: [{ name: 'lint', use: () => 'no problems' }],
      calls: things.map((path) => ['lint', { path }]),
    };
  }),
  toDraw('tool: things by id, each is deleted', (chance) => {
    const ids = times(chance.whole(20, 50), () => chance.uuid());
    return {
      goal: (topic) => `Delete what is left of ${topic}. The list tells which.`,
      tools: [
        { name: 'list_ids', use: () => ids },
        { name: 'delete_item', writes: true, use: () => 'ok' },
      ],
      calls: [['list_ids', {}], ...ids.map((id) => ['delete_item', { id }] as const)],
    };
  }),
  toDraw('tool: things by number, each is not found', (chance) => {
    const first = chance.whole(100, 900);
    return {
      goal: (topic) => `Which of the tickets from ${first} on about ${topic} exist?`,
      tools: [{ name: 'get_ticket', use: () => ({ error: 'not found' }) }],
      calls: times(chance.whole(15, 40), (at) => ['get_ticket', { number: first + at }]),
    };
  }),
  toDraw('tool: asks how far it is, and it gets on', (chance) => ({
    goal: (topic) => `Build ${topic}, and wait for it.`,
    tools: [{ name: 'job_status', use: (_, count) => ({ status: 'running', percent: Math.floor(count / 3) * 4 }) }],
    calls: times(chance.whole(12, 30), () => ['job_status', { job: 'nightly' }]),
  })),
  toDraw('tool: fails, and is tried again with success', (chance, style) => {
    const bad = chance.whole(1, 3);
    return {
      goal: (topic) => `Fetch the pages about ${topic}.`,
      tools: [
        {
          name: 'fetch_page',
          use(_, count) {
            if (count % (bad + 1) !== 0) throw new Error('503 upstream busy');
            return { text: style.fact(chance) };
          },
        },
      ],
      calls: times(4 * (bad + 1), (at) => ['fetch_page', { page: `part-${Math.floor(at / (bad + 1))}` }]),
    };
  }),
  toDraw('tool: changes and tests in turn', (chance, style) => {
    const rounds = chance.whole(5, 12);
    return {
      goal: (topic) => `Mend the tests of ${topic}.`,
      tools: [
        { name: 'edit_file', writes: true, use: () => 'saved' },
        {
          name: 'run_tests',
          use: (_, count) => (count >= rounds ? 'all passed' : `failed: ${Math.ceil((rounds - count) / 2)}`),
        },
      ],
      calls: times(rounds, () => [
        ['edit_file', { path: style.thing(chance), content: `${style.fact(chance)}\n${style.fact(chance)}` }] as const,
        ['run_tests', {}] as const,
      ]).flat(),
    };
  }),
  toDraw('tool: searches for different things, some in vain', (chance, style) => ({
    goal: (topic) => `Research ${topic}.`,
    tools: [
      {
        name: 'search',
        use: () => (chance.is(0.4) ? { hits: [] } : { hits: [style.fact(chance), style.fact(chance)] }),
      },
    ],
    calls: times(chance.whole(8, 20), () => ['search', { query: `${style.thing(chance)} ${style.topic(chance)}` }]),
  })),
  toDraw('tool: names, nearly all of them free', (chance, style) => {
    const names = times(chance.whole(20, 40), () => `${style.thing(chance)}`);
    return {
      goal: (topic) => `Which of these names for ${topic} are taken? ${names.join(', ')}`,
      tools: [{ name: 'find_user', use: (_, count) => (count % 9 === 0 ? { id: count } : null) }],
      calls: names.map((name) => ['find_user', { name }]),
    };
  }),
  toDraw('tool: waits a while, then it is there', (chance, style) => {
    const wait = chance.whole(2, 4);
    return {
      goal: (topic) => `Export ${topic}, then read it.`,
      tools: [
        { name: 'export_status', use: (_, count) => (count >= wait ? { status: 'done' } : { status: 'pending' }) },
        { name: 'read_export', use: () => ({ rows: times(4, () => style.fact(chance)) }) },
      ],
      calls: [...times(wait, () => ['export_status', { job: 7 }] as const), ['read_export', { job: 7 }]],
    };
  }),
];

/** Runs of one agent with tools that goes in circles: it never ends by itself, and never listens. */
import type { Json } from '@tutti/protocol';
import type { ScriptedAnswer } from '../../packages/engine/src/testing/scripted-model.ts';
import type { Chance } from './chance.ts';
import type { Play, PlayTool } from './play.ts';
import type { Style } from './styles.ts';

export type Draw = (chance: Chance, style: Style) => Play;

export function wish(name: string, input: Json, count: number): ScriptedAnswer {
  return { toolCalls: [{ id: `c${count}`, name, input }] };
}

interface ToolLoop {
  readonly kind: string;
  readonly tools: (chance: Chance, style: Style, topic: string) => readonly PlayTool[];
  readonly call: (chance: Chance, made: { topic: string; count: number; style: Style }) => readonly [string, Json];
}

/** Some work that brings something comes first. */
function toDraw({ kind, tools, call }: ToolLoop): Draw {
  return (chance, style) => {
    const topic = style.topic(chance);
    const prelude = chance.whole(0, 5);
    const note: PlayTool = { name: 'read_note', use: () => ({ text: style.fact(chance) }) };
    const fixed = tools(chance, style, topic);
    return {
      kind,
      loops: true,
      agents: ['solo'],
      tools: [note, ...fixed],
      next: (turn) =>
        turn === 1 ? { agent: 'solo', prompt: `Find out all about ${topic}. ${style.fact(chance)}` } : undefined,
      answer({ count }) {
        if (count <= prelude) return wish('read_note', { name: style.thing(chance) }, count);
        return wish(...call(chance, { topic, count, style }), count);
      },
    };
  };
}

/** The order of words, and what is put around them, never the matter. */
function reword(chance: Chance, topic: string): string {
  const words = topic.split(' ');
  if (chance.is(0.4)) words.reverse();
  const around = chance.pick([
    '',
    'please find ',
    'information about ',
    'details on ',
    'search for ',
    'latest ',
    'more on ',
    'overview of ',
  ]);
  const text = `${around}${words.join(' ')}${chance.pick(['', '?', ' today', ' summary', '...', ' 2026', ' info'])}`;
  return chance.is(0.2) ? text.toUpperCase() : text;
}

const found = (topic: string, fact: string): Json => ({ query: topic, hits: [{ title: topic, text: fact }] });

const LOOPS: readonly ToolLoop[] = [
  {
    kind: 'tool: the same call',
    tools: (chance, style, topic) => [constant('search', found(topic, style.fact(chance)))],
    call: (_, { topic }) => ['search', { q: topic }],
  },
  {
    kind: 'tool: another id or time in the call',
    tools: (chance, style, topic) => [constant('search', found(topic, style.fact(chance)))],
    call: (chance, { topic, count }) => [
      'search',
      chance.is(0.5)
        ? { q: topic, requestId: chance.uuid(), attempt: count }
        : { q: `${topic} ${chance.pick([chance.moment(), chance.hex(12)])}`, nonce: chance.whole(1, 9_999) },
    ],
  },
  {
    kind: 'tool: other words, the same answer',
    tools: (chance, style, topic) => [constant('search', found(topic, style.fact(chance)))],
    call: (chance, { topic }) => ['search', { query: reword(chance, topic) }],
  },
  {
    kind: 'tool: other words, nothing found',
    tools: (chance) => [
      constant('search', chance.pick<Json>([{ results: [] }, 'No results.', { hits: [], total: 0 }])),
    ],
    call: (chance, { topic }) => ['search', { query: reword(chance, topic) }],
  },
  {
    kind: 'tool: the same failure',
    tools: (chance) => {
      const why = chance.pick(['connection refused', '503 upstream busy', 'permission denied for role reader']);
      return [
        {
          name: 'fetch_page',
          use: () => {
            throw new Error(`${why} (trace ${chance.hex(16)} at ${chance.moment()})`);
          },
        },
      ];
    },
    call: (chance, { topic, count }) => ['fetch_page', { path: topic, retry: count, id: chance.uuid() }],
  },
  {
    kind: 'tool: two in turn',
    tools: (chance, style, topic) => [
      constant('list_files', { files: [style.thing(chance), style.thing(chance), style.thing(chance)] }),
      constant('read_file', { text: style.fact(chance), about: topic }),
    ],
    call: (_, { topic, count }) => (count % 2 === 0 ? ['list_files', { folder: '.' }] : ['read_file', { path: topic }]),
  },
  {
    kind: 'tool: pages after the last',
    tools: () => [constant('list_orders', { orders: [], next: null })],
    call: (_, { count }) => ['list_orders', { status: 'open', page: count + 7 }],
  },
  {
    kind: 'tool: asks how far it is, and it is never further',
    tools: (chance) => [
      {
        name: 'job_status',
        use: (_, count) => ({
          status: 'queued',
          elapsed_ms: count * chance.whole(900, 1_100),
          requestId: chance.uuid(),
        }),
      },
    ],
    call: (chance) => ['job_status', { job: 'nightly', ts: chance.moment() }],
  },
  {
    kind: 'tool: the clock in between',
    tools: (chance, style, topic) => [
      {
        name: 'current_time',
        use: () => ({ now: `2026-03-0${chance.whole(1, 9)}T0${chance.whole(0, 9)}:11:${chance.whole(10, 59)}Z` }),
      },
      constant('search', found(topic, style.fact(chance))),
    ],
    call: (_, { topic, count }) => (count % 3 === 0 ? ['current_time', {}] : ['search', { q: topic }]),
  },
  {
    kind: 'tool: writes the same again',
    tools: () => [{ name: 'write_file', writes: true, use: () => ({ saved: true }) }],
    call: (_, { topic }) => ['write_file', { path: 'notes.md', content: `# ${topic}\n\nTo be filled in.` }],
  },
];

export const TOOL_LOOPS: readonly Draw[] = LOOPS.map(toDraw);

function constant(name: string, output: Json): PlayTool {
  return { name, use: () => output };
}

/** Kinds that were written after the detector and only ever tried with the test seed. */
import { wish, type Draw } from './tool-loops.ts';

const times = <Item>(count: number, make: (at: number) => Item) => Array.from({ length: count }, (_, at) => make(at));
const once = (prompt: string) => (turn: number) => (turn === 1 ? { agent: 'solo', prompt } : undefined);

export const OTHER_LOOPS: readonly Draw[] = [
  (_, style) => ({
    kind: 'other: a setting on and off',
    loops: true,
    agents: ['solo'],
    tools: [{ name: 'set_flag', writes: true, use: () => ({ ok: true }) }],
    next: once(`Make ${style.name} work.`),
    answer: ({ count }) => wish('set_flag', { flag: 'dark_mode', value: count % 2 === 0 }, count),
  }),
  (chance, style) => {
    const topic = style.topic(chance);
    const steps = times(5, () => style.fact(chance));
    return {
      kind: 'other: the same plan in another order',
      loops: true,
      agents: ['lead', 'worker'],
      next: (turn, last) => ({ agent: turn % 2 === 1 ? 'lead' : 'worker', prompt: `Goal: ${topic}\n\n${last}` }),
      answer({ agent }) {
        if (agent === 'worker')
          return chance.pick([
            'I cannot begin before the plan is final.',
            'The plan has to be final first.',
            'First finalise the plan, please.',
          ]);
        return JSON.stringify({ plan: steps.toSorted(() => chance.next() - 0.5) });
      },
    };
  },
  (chance, style) => {
    const topic = style.topic(chance);
    return {
      kind: 'other: excuses',
      loops: true,
      agents: ['solo'],
      next: () => ({ agent: 'solo', prompt: `Liefere ${topic}.` }),
      answer: () =>
        `${chance.pick(['Entschuldigung', 'Es tut mir leid', 'Verzeihung', 'Pardon'])}, ${chance.pick(['ich brauche', 'es braucht', 'wir brauchen'])} ${chance.pick(['noch etwas Zeit', 'einen Moment', 'ein wenig Geduld', 'noch ein paar Minuten'])} ${chance.pick(['für', 'wegen', 'bei'])} ${topic}. ${chance.pick(['Ich melde mich.', 'Bald mehr.', 'Danke für das Verständnis.', 'Fast fertig!'])}`,
    };
  },
  (chance, style) => {
    const topic = style.topic(chance);
    const agents = ['ann', 'bob', 'cid'];
    return {
      kind: 'other: all at once, round after round',
      loops: true,
      agents,
      next: () => agents.map((agent) => ({ agent, prompt: `Where do we stand with ${topic}?` })),
      answer: ({ count }) => `${style.noise(chance, count)}${style.stall(chance, topic)}`,
    };
  },
];

export const OTHER_WORK: readonly Draw[] = [
  (chance) => {
    let [low, high] = [1, 1_000_000];
    const hidden = chance.whole(low, high);
    return {
      kind: 'other: a number is searched by halves',
      loops: false,
      agents: ['solo'],
      tools: [
        {
          name: 'probe',
          use: (input) => (Number(JSON.stringify(input).replace(/\D/g, '')) < hidden ? 'too low' : 'not too low'),
        },
      ],
      next: once('Find the first bad build between 1 and 1000000.'),
      answer({ count }) {
        if (high - low < 2) return `It is ${high}.`;
        const middle = Math.floor((low + high) / 2);
        if (middle < hidden) low = middle;
        else high = middle;
        return wish('probe', { build: middle }, count);
      },
    };
  },
  (chance, style) => ({
    kind: 'other: a value that goes up and down',
    loops: false,
    agents: ['solo'],
    tools: [{ name: 'read_sensor', use: () => ({ celsius: 20 + chance.whole(0, 12) / 10 }) }],
    next: once(`Watch the temperature for ${style.topic(chance)}.`),
    answer: ({ count }) => (count > 25 ? style.fact(chance) : wish('read_sensor', { sensor: 'north' }, count)),
  }),
  (chance, style) => {
    const files = [...new Set(times(30, () => style.thing(chance)))];
    return {
      kind: 'other: files are moved',
      loops: false,
      agents: ['solo'],
      tools: [
        { name: 'list_files', use: () => files },
        { name: 'move_file', writes: true, use: () => 'moved' },
      ],
      next: once('Move everything into the archive.'),
      answer({ count }) {
        const file = files[count - 2];
        if (count === 1) return wish('list_files', {}, count);
        return file === undefined ? 'All is moved.' : wish('move_file', { from: file, to: `archive/${file}` }, count);
      },
    };
  },
  (chance, style) => {
    const names = times(chance.whole(10, 25), () => style.thing(chance));
    return {
      kind: 'other: functions that look alike',
      loops: false,
      agents: ['coder'],
      next: (turn) =>
        turn > names.length ? undefined : { agent: 'coder', prompt: `Write the getter for ${names[turn - 1]}.` },
      answer: ({ count }) => `export function get(store: Store) {\n  return store.read('${names[count - 1]}');\n}`,
    };
  },
];

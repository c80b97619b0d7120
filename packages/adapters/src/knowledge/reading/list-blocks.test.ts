import { expect, it } from 'vitest';
import { listSections } from './list-blocks.ts';

const headingsOf = (text: string) => listSections(`${text}\nwords`).at(-1)?.headings;

it.each([
  ['# Travel', ['Travel']],
  ['  ##   Rail and air ##  ', ['Rail and air']],
  ['# C#', ['C#']],
  ['# one\n## two #\n### three', ['one', 'two', 'three']],
  ['#nothing', []],
  ['#', []],
  ['# ##', []],
])('tells the headings of %j', (text, headings) => {
  expect(headingsOf(text)).toEqual(headings);
});

// Where a pattern looks at such a line again and again, this takes longer than anybody waits.
it.each([' ', '\t', '#', ' #', '\u2028'])(
  'reads a heading with %j repeated inside it',
  { timeout: 60_000 },
  (piece) => {
    const long = piece.repeat(1_000_000);
    expect(headingsOf(`# a${long}b`)?.[0]).toMatch(/^a/);
    expect(headingsOf(`# ${' '.repeat(1_000_000)}\u2028a ${long}`)?.[0]).toMatch(/^a/);
  },
);

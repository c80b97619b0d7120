import { expect, it } from 'vitest';
import { formatQuiet } from './format-quiet.ts';

it.each([
  [0, 'just now'],
  [2_999, 'just now'],
  [3_000, '3 s ago'],
  [59_999, '59 s ago'],
  [60_000, '1 m 00 s ago'],
  [7_500_000, '2 h 05 m ago'],
])('a worker that was quiet for %d ms was heard of %s', (quietMs, text) => {
  expect(formatQuiet(quietMs)).toBe(text);
});

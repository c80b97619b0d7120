import { expect, it } from 'vitest';
import { toLookAgain } from './look-again.ts';

it('looks again when a model may answer, and after a quarter of an hour where that is far away', () => {
  expect(toLookAgain(60_000, 0)).toBe(60_000);
  expect(toLookAgain(86_400_000, 1_000)).toBe(901_000);
});

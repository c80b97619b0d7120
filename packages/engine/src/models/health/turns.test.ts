import { expect, it } from 'vitest';
import { Turns } from './turns.ts';

it('gives those who wait for the same moment times of their own, ten milliseconds apart', () => {
  const turns = new Turns();
  const given = Array.from({ length: 1_000 }, () => turns.next(0, 1_003));
  expect(given[0]).toBe(1_003);
  expect(new Set(given).size).toBe(1_000);
  expect(Math.max(...given)).toBeLessThanOrEqual(1_003 + 10_000);
});

it('keeps nobody who waits for something sooner behind those who wait for something later', () => {
  const turns = new Turns();
  for (let count = 0; count < 100; count++) turns.next(0, 50_000);
  expect(turns.next(0, 10_000)).toBe(10_000);
});

it('keeps nobody for more than a minute longer, and forgets what is past', () => {
  const turns = new Turns();
  for (let count = 0; count < 20_000; count++) expect(turns.next(0, 0)).toBeLessThanOrEqual(60_000);
  expect(turns.next(1_000_000, 1_000_000)).toBe(1_000_000);
});

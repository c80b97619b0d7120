import { expect, it } from 'vitest';
import { Sequence } from './sequence.ts';

it('lets everybody pass in the order of the numbers, whenever they come', async () => {
  const sequence = new Sequence();
  const passed: number[] = [];
  const go = async (number: number) => {
    await sequence.reach(number);
    passed.push(number);
    sequence.pass();
  };
  await Promise.all([3, 1, 4, 0, 2].map(go));
  expect(passed).toEqual([0, 1, 2, 3, 4]);
});

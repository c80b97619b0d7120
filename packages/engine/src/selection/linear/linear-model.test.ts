import { describe, expect, it } from 'vitest';
import { openLinearModel } from './linear-model.ts';
import { packWeights } from './pack-weights.ts';

const NAMES = Array.from({ length: 500 }, (_, index) => `u:word${index}`);

describe('a linear model', () => {
  it('gives back each weight that was packed, whatever the order, to a byte', () => {
    const rows = new Map(NAMES.map((name, index) => [name, [index / 500, 0, -index / 500]]));
    const model = openLinearModel(packWeights({ labels: ['one', 'two', 'three'], bias: [0, 1, 0], weights: rows }, 0));
    for (const [index, name] of NAMES.entries()) {
      const [one = 0, two, three = 0] = model.score(new Map([[name, 1]]));
      expect(one).toBeCloseTo(index / 500, 1);
      expect(two).toBe(1);
      expect(three).toBeCloseTo(-index / 500, 1);
    }
  });

  it('counts nothing for a feature that it does not know', () => {
    const model = openLinearModel(packWeights({ labels: ['one'], bias: [0], weights: new Map([['u:known', [2]]]) }, 0));
    const features = new Map([
      ['u:unknown', 1],
      ['u:known', 0.5],
    ]);
    expect(model.score(features)[0]).toBeCloseTo(1, 5);
    expect(model.explain(features, 'one')).toEqual([{ feature: 'u:known', adds: 1 }]);
  });

  it('leaves out what says next to nothing', () => {
    const weights = new Map([
      ['u:strong', [1]],
      ['u:weak', [0.01]],
    ]);
    const model = openLinearModel(packWeights({ labels: ['one'], bias: [0], weights }, 0.05));
    expect(model.score(new Map([['u:weak', 1]]))[0]).toBe(0);
  });
});

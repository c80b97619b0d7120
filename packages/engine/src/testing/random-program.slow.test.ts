import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { simulate } from './simulator.ts';

const seeds = Number(process.env.TUTTI_SEEDS ?? 1_000);
const first = Number(process.env.TUTTI_SEED ?? 1);
const CHUNK = 100;

describe('random programs under random faults', () => {
  for (let start = first; start < first + seeds; start += CHUNK) {
    const end = Math.min(start + CHUNK, first + seeds);
    it(`keep every invariant with the seeds from ${start} to ${end - 1}`, async () => {
      for (let seed = start; seed < end; seed++) {
        const { violations } = await simulate({ seed });
        expect(violations, `seed ${seed}: run it again with TUTTI_SEED=${seed} TUTTI_SEEDS=1`).toEqual([]);
      }
    });
  }
});

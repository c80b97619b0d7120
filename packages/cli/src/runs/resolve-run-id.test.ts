import { createEngine, createRedact, type Engine, systemClock, systemRandom } from '@tutti/engine';
import { createMemoryStore } from '@tutti/engine/testing';
import { Hash, Json, type Principal, RunId, TenantId, toIdText, UserId } from '@tutti/protocol';
import { toRunDetail, toRunView } from '@tutti/protocol/api';
import { describe, expect, it } from 'vitest';
import type { RunDesk } from '../desk/desk.ts';
import { resolveRunId } from './resolve-run-id.ts';

const zero = new Uint8Array(16);
const principal: Principal = {
  tenant: TenantId.parse(toIdText('ten', 0, zero)),
  user: UserId.parse(toIdText('usr', 0, zero)),
  rights: ['view', 'use'],
};
const idOf = (fill: number) =>
  RunId.parse(
    toIdText(
      'run',
      1_000_000,
      zero.map(() => fill),
    ),
  );

async function storeWith(...runs: RunId[]) {
  const store = createMemoryStore();
  const program = { name: 'nothing', version: 1, input: Json, run: async () => ({ output: null, labels: [] }) };
  const engine = createEngine({
    store,
    clock: systemClock,
    random: systemRandom,
    redact: createRedact(),
    live: { publish: () => {} },
    build: 'test',
    programs: [program],
  });
  for (const run of runs)
    await engine.submit(principal, { run, program: 'nothing', title: `run ${run.slice(-4)}`, input: null });
  return deskOf(engine);
}

/** As much of a desk as is asked. */
function deskOf(engine: Engine): Pick<RunDesk, 'listRuns' | 'getRun'> {
  const stateHash = Hash.parse('0'.repeat(64));
  return {
    listRuns: async (filter) => {
      const { runs, next } = await engine.listRuns(principal, { limit: filter.limit });
      return { runs: runs.map(toRunView), next };
    },
    getRun: async (run) =>
      toRunDetail({ state: await engine.getRun(principal, run), stateHash, output: null, remarks: [] }),
  };
}

describe('an id that somebody types', () => {
  const [one, two] = [idOf(0x11), idOf(0xee)];

  it('may be whole, or its end, or its beginning with or without the prefix', async () => {
    const home = await storeWith(one, two);
    for (const typed of [one, one.slice(-6), one.slice(-12).toUpperCase(), one.slice(4, 24), one.slice(0, 24)])
      expect(await resolveRunId(home, typed)).toBe(one);
  });

  it('is refused with everything that it could mean', async () => {
    const home = await storeWith(one, two);
    const refusal = resolveRunId(home, one.slice(4, 12));
    await expect(refusal).rejects.toMatchObject({ code: 'invalid_input', remedy: 'Write more of the id.' });
    await expect(refusal).rejects.toThrow(new RegExp(`2 runs match[^]*${one}[^]*|${two}`));
  });

  it('is refused when it is too short to mean anything', async () => {
    const home = await storeWith(one);
    for (const typed of ['', '12345', 'run_', '../../x'])
      await expect(resolveRunId(home, typed)).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('is not found with what is near to it', async () => {
    const home = await storeWith(one);
    const mistyped = `${one.slice(-8, -2)}zz`;
    await expect(resolveRunId(home, mistyped)).rejects.toMatchObject({ code: 'run_not_found' });
    await expect(resolveRunId(home, mistyped)).rejects.toThrow(one);
    await expect(resolveRunId(home, 'zzzzzzzzzzzz')).rejects.toThrow(/^there is no run zzzzzzzzzzzz$/);
  });
});

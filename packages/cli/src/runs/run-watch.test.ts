import { createEngine, createRedact, type Program, systemClock, systemRandom } from '@tutti/engine';
import { createMemoryStore } from '@tutti/engine/testing';
import {
  Json,
  type Principal,
  type RunEvent,
  type RunFact,
  type RunId,
  TenantId,
  toIdText,
  UserId,
} from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { LiveHub } from '../home/live-hub.ts';
import { RunWatch } from './run-watch.ts';

const zero = new Uint8Array(16);
const principal: Principal = {
  tenant: TenantId.parse(toIdText('ten', 0, zero)),
  user: UserId.parse(toIdText('usr', 0, zero)),
  rights: ['view', 'use'],
};

const program: Program = {
  name: 'waits',
  version: 1,
  input: Json,
  async run(scope, { labels }) {
    await scope.waitFor({ key: 'message:go', payload: z.null() });
    return { output: 'done', labels };
  },
};

async function begin() {
  const hub = new LiveHub();
  const store = createMemoryStore();
  const engine = createEngine({
    store,
    clock: systemClock,
    random: systemRandom,
    redact: createRedact(),
    live: hub,
    build: 'test',
    programs: [program],
  });
  const run = await engine.submit(principal, { program: 'waits', title: 'waits', input: null });
  const watch = (options = {}) => open({ hub, engine }, run, options);
  return { engine, run, watch };
}

async function open(
  { hub, engine }: { hub: LiveHub; engine: Parameters<typeof RunWatch.open>[0]['engine'] },
  run: RunId,
  options: { woken?: boolean },
) {
  const watch = await RunWatch.open({ engine, principal }, run, options);
  hub.listen((notice) => watch.hear(notice));
  return watch;
}

describe('whoever watches a run', () => {
  it('is told when it waits for somebody, and after the answer when it has ended', async () => {
    const { engine, run, watch } = await begin();
    const first = await watch();
    expect(first.rests).toBe(false);
    engine.start();
    expect((await first.untilRest()).status).toBe('waiting');
    await engine.send(principal, run, { key: 'message:go', payload: null });
    const second = await watch({ woken: true });
    expect((await second.untilRest()).status).toBe('completed');
    engine.drop();
  });

  it('goes on waiting while the run only waits for a time or for another run', async () => {
    const { run, watch } = await begin();
    const watched = await watch();
    const at = watched.state.updatedAt;
    const hear = (...facts: RunFact[]) => {
      const events = facts.map((fact, index): RunEvent => {
        const { tenant, hash, seq } = watched.state;
        return { tenant, run, hash, seq: seq + index + 1, at, ...fact };
      });
      return watched.hear({ type: 'events', run, events });
    };
    expect(hear({ type: 'run.parked', waits: [{ until: at + 60_000 }] })).toHaveLength(1);
    expect(watched).toMatchObject({ rests: false, state: { status: 'waiting' } });
    hear({ type: 'run.parked', waits: [{ key: `child:${run}` }] });
    expect(watched.rests).toBe(false);
    hear({ type: 'run.parked', waits: [{ key: 'doubt:pay/1' }] });
    expect(watched.rests).toBe(true);
    expect((await watched.untilRest()).status).toBe('waiting');
  });
});

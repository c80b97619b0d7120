import { createEngine, createRedact, type Program, systemClock, systemRandom } from '@tutti/engine';
import { createMemoryStore } from '@tutti/engine/testing';
import {
  Json,
  type LiveNotice,
  type Principal,
  type RunEvent,
  type RunFact,
  type RunId,
  StepPath,
  TenantId,
  toIdText,
  UserId,
} from '@tutti/protocol';
import { LiveHub } from '@tutti/server/home';
import { describe, expect, it, onTestFinished } from 'vitest';
import * as z from 'zod';
import type { FollowOptions, RunDesk } from '../desk/desk.ts';
import { followLocally } from '../desk/follow-locally.ts';
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
  const engine = createEngine({
    store: createMemoryStore(),
    clock: systemClock,
    random: systemRandom,
    redact: createRedact(),
    live: hub,
    build: 'test',
    programs: [program],
  });
  const run = await engine.submit(principal, { program: 'waits', title: 'waits', input: null });
  const desk = {
    follow: (id: RunId, options: FollowOptions) => followLocally({ engine, hub, principal }, id, options),
  };
  return { engine, run, hub, watch: (wokenAt?: number) => open(desk, run, wokenAt) };
}

async function open(desk: Pick<RunDesk, 'follow'>, run: RunId, wokenAt: number | undefined) {
  const heard: RunEvent[] = [];
  const stopped = new AbortController();
  onTestFinished(() => stopped.abort());
  const hear = (_watch: RunWatch, _notice: LiveNotice, news: readonly RunEvent[]) => void heard.push(...news);
  const options = { wokenAt, hear, onReconnecting: () => {}, signal: stopped.signal };
  return { watch: await RunWatch.open(desk, run, options), heard };
}

describe('whoever watches a run', () => {
  it('is told when it waits for somebody, and after the answer when it has ended', async () => {
    const { engine, run, watch } = await begin();
    const first = await watch();
    expect(first.watch.rests).toBe(false);
    engine.start();
    const { status, seq } = await first.watch.untilRest();
    expect(status).toBe('waiting');
    const second = await watch(seq);
    expect(second.watch.rests).toBe(false);
    await engine.send(principal, run, { key: 'message:go', payload: null });
    expect((await second.watch.untilRest()).status).toBe('completed');
    const past = second.watch.events.filter((event) => event.seq <= seq);
    expect([...past, ...second.heard]).toEqual(await Array.fromAsync(engine.readEvents(principal, run)));
    engine.drop();
  });

  it('that was woken before anybody looked waits for what follows, not for the state in which it lay', async () => {
    const { engine, run, watch } = await begin();
    engine.start();
    const { seq } = await (await watch()).watch.untilRest();
    await engine.send(principal, run, { key: 'message:go', payload: null });
    await engine.untilSettled(principal, run);
    expect((await (await watch(seq)).watch.untilRest()).status).toBe('completed');
    engine.drop();
  });

  it('goes on waiting while the run only waits for a time or for another run', async () => {
    const { hub, run, watch } = await begin();
    const { watch: watched, heard } = await watch();
    const at = watched.state.updatedAt;
    const publish = (...facts: RunFact[]) => {
      const events = facts.map((fact, index): RunEvent => {
        const { tenant, hash, seq } = watched.state;
        return { tenant, run, hash, seq: seq + index + 1, at, ...fact };
      });
      hub.publish({ type: 'events', run, events });
    };
    publish({ type: 'run.parked', waits: [{ until: at + 60_000 }] });
    expect(heard).toHaveLength(1);
    expect(watched).toMatchObject({ rests: false, state: { status: 'waiting' } });
    publish({ type: 'run.parked', waits: [{ key: `child:${run}` }] });
    expect(watched.rests).toBe(false);
    const asked = { path: StepPath.parse('approval/1/wait/1'), key: 'approval:tool', until: at + 90_000 };
    publish({ type: 'wait.started', ...asked }, { type: 'run.parked', waits: [{ until: at + 60_000 }] });
    expect(watched.rests).toBe(false);
    publish({ type: 'run.parked', waits: [{ key: 'doubt:pay/1' }, { key: asked.key }, { until: asked.until }] });
    expect(watched.rests).toBe(true);
    expect((await watched.untilRest()).status).toBe('waiting');
  });
});

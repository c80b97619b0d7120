import type { RunScript } from '@tutti/engine/testing';
import { createClient, type LiveStatus } from '@tutti/sdk';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type CutWire, openCutWire } from './testing/cut-wire.ts';
import { COMPLETED, type LiveStage, openLiveStage, OWNER, toNotes } from './testing/live-stage.ts';

let stage: LiveStage;
let wire: CutWire;
beforeEach(async () => {
  stage = await openLiveStage();
  wire = await openCutWire(stage.url);
});
afterEach(async () => {
  await wire[Symbol.asyncDispose]();
  await stage[Symbol.asyncDispose]();
});

function connect(heartbeatMs = 30_000) {
  return createClient({ url: wire.url, token: OWNER, random: () => 0.01, heartbeatMs });
}

const LAST = 2_002;
const ALL = Array.from({ length: LAST }, (_, index) => index + 1);

async function flood(script: RunScript): Promise<void> {
  for (let round = 0; round < 100; round++) await stage.append(script, toNotes(20));
  await stage.append(script, [COMPLETED]);
}

it('a stream goes on by itself each time that the wire is cut', async () => {
  const script = await stage.newRun();
  const flooding = flood(script);
  const seqs: number[] = [];
  let cuts = 0;
  for await (const news of connect().followRun(script.run)) {
    if (news.type === 'reconnecting') cuts++;
    if (news.type !== 'events') continue;
    seqs.push(...news.events.map(({ seq }) => seq));
    if (cuts < 5 && seqs.length > 300 * (cuts + 1)) wire.cut();
  }
  await flooding;
  expect(cuts).toBeGreaterThanOrEqual(5);
  expect(seqs).toEqual(ALL);
});

it('a socket goes on by itself each time that the wire is cut, each topic from its own place', async () => {
  const script = await stage.newRun();
  const events: number[] = [];
  const notices: number[] = [];
  const statuses: LiveStatus[] = [];
  const eventsEnded = Promise.withResolvers<void>();
  const noticesEnded = Promise.withResolvers<void>();
  const live = connect().openLive();
  live.onStatus((status) => statuses.push(status));
  live.subscribe('tasks', {
    since: 0,
    onNotices: (more) => {
      notices.push(...more.map(({ cursor }) => cursor));
      if (more.at(-1)?.event === 'run.completed') noticesEnded.resolve();
    },
  });
  live.subscribe(`run:${script.run}`, {
    onEvents: (more) => {
      events.push(...more.map(({ seq }) => seq));
      if (events.at(-1) === LAST) eventsEnded.resolve();
    },
  });
  for (let cut = 0; cut < 5; cut++) {
    while (live.status !== 'open') await new Promise<void>((resolve) => live.onStatus(() => resolve()));
    for (let round = 0; round < 20; round++) await stage.append(script, toNotes(20));
    wire.cut();
    await new Promise<void>((resolve) => live.onStatus(() => resolve()));
  }
  await stage.append(script, [COMPLETED]);
  await Promise.all([eventsEnded.promise, noticesEnded.promise]);
  live.close();
  expect(events).toEqual(ALL);
  expect(notices).toHaveLength(2);
  expect(statuses.filter((status) => status === 'reconnecting')).toHaveLength(5);
  expect(live.status).toBe('closed');
});

it('a connection that went dead without a word is noticed, and made again', async () => {
  const script = await stage.newRun();
  const seqs: number[] = [];
  const done = Promise.withResolvers<void>();
  const live = connect(200).openLive();
  let frozen = false;
  live.subscribe(`run:${script.run}`, {
    onCaughtUp: () => {
      if (!frozen) wire.freeze();
      if (!frozen) void stage.append(script, [...toNotes(3), COMPLETED]).catch(done.reject);
      frozen = true;
    },
    onEvents: (events) => {
      seqs.push(...events.map(({ seq }) => seq));
      if (seqs.includes(5)) done.resolve();
    },
  });
  await done.promise;
  live.close();
  expect(seqs).toEqual([1, 2, 3, 4, 5]);
  expect(wire.connections).toBe(2);
});

it('a stream that went dead without a word is noticed by the beats that the server promised', async () => {
  await stage[Symbol.asyncDispose]();
  stage = await openLiveStage({ heartbeatSeconds: 0.1, limits: { tickMs: 10 } });
  wire = await openCutWire(stage.url);
  const script = await stage.newRun();
  const seqs: number[] = [];
  let isFrozen = false;
  for await (const news of connect().followRun(script.run)) {
    if (news.type === 'events') seqs.push(...news.events.map(({ seq }) => seq));
    if (news.type !== 'caught_up' || isFrozen) continue;
    isFrozen = true;
    wire.freeze();
    await stage.append(script, [...toNotes(3), COMPLETED]);
  }
  expect(seqs).toEqual([1, 2, 3, 4, 5]);
});

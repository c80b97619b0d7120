/** From a commit to the clients that follow: one event after the other, as a run makes them. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { openSqliteStore } from '@tutti/adapters/storage/sqlite';
import { type LiveStage, openLiveStage, toNotes } from '../../packages/server/src/live/testing/live-stage.ts';
import type { Figure } from '../report/figure.ts';
import type { Bench, Measure } from '../report/measure.ts';
import { runChild } from '../report/run-child.ts';
import { toWallMs } from './wall-clock.ts';

const CLIENTS = [1, 100, 1_000];
const EVENTS = 100;
const BETWEEN_MS = 50;
const WORDS = 'some words of a note, about as long as an event is';
const TARGET_MS = 150;

export interface FollowInput {
  readonly url: string;
  /** Asked for when all clients have caught up. */
  readonly readyUrl: string;
  readonly run: string;
  readonly clients: number;
  /** The event after which a client has seen everything. */
  readonly last: number;
}

export interface FollowAnswer {
  /** Of each event by its `seq`: when each client received it. */
  readonly receivedAt: Readonly<Record<number, readonly number[]>>;
}

export const latency: Measure = {
  name: 'latency',
  async measure(bench) {
    const figures: Figure[] = [];
    for (const clients of CLIENTS) figures.push(...(await measureClients(bench, clients)));
    return figures;
  },
};

async function measureClients({ scratch, say }: Bench, clients: number): Promise<readonly Figure[]> {
  await using store = await openSqliteStore({ directory: await scratch.directory() });
  await using stage = await openLiveStage({ store });
  const idleBytes = process.memoryUsage.rss();
  const { committedAt, answer, peakBytes } = await follow(stage, clients);
  const latencies = [...committedAt].flatMap(([seq, at]) => (answer.receivedAt[seq] ?? []).map((time) => time - at));
  latencies.sort((one, other) => one - other);
  say(`${clients} clients: ${latencies.length} events received`);
  if (latencies.length !== clients * EVENTS) throw new Error(`${clients * EVENTS} were expected`);
  const name = clients === 1 ? '1 client' : `${clients} clients`;
  const p95 = { value: at(latencies, 0.95), unit: 'ms', target: { atMost: TARGET_MS } };
  return [
    { name: `${name}: commit to received, median`, value: at(latencies, 0.5), unit: 'ms' },
    { name: `${name}: commit to received, 95 of 100`, ...p95 },
    { name: `${name}: server's memory before them`, value: idleBytes / 2 ** 20, unit: 'MiB' },
    { name: `${name}: server's memory with them`, value: peakBytes / 2 ** 20, unit: 'MiB' },
  ];
}

async function follow(stage: LiveStage, clients: number) {
  const script = await stage.newRun();
  const committedAt = new Map<number, number>();
  stage.deps.home.hub.listen((notice) => {
    if (notice.type === 'events') for (const { seq } of notice.events) committedAt.set(seq, toWallMs());
  });
  const ready = await openReadyBell();
  const last = script.state.seq + EVENTS;
  const input: FollowInput = { url: stage.url, readyUrl: ready.url, run: script.run, clients, last };
  const child = runChild<FollowAnswer>(new URL('children/follow-run.ts', import.meta.url), input);
  await Promise.race([ready.rung, child]);
  let peakBytes = 0;
  for (let event = 0; event < EVENTS; event++) {
    await stage.append(script, toNotes(1, WORDS));
    peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
    await sleep(BETWEEN_MS);
  }
  const answer = await child;
  ready.close();
  return { committedAt, answer, peakBytes };
}

async function openReadyBell(): Promise<{ url: string; rung: Promise<void>; close(): void }> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const server = createServer((_request, response) => {
    resolve();
    response.end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, rung: promise, close: () => void server.close() };
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

import { once } from 'node:events';
import { expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { COMPLETED, type LiveStage, openLiveStage, OWNER, toNotes } from './testing/live-stage.ts';

const EAGER = 800;
const LAZY = 200;
const EVENTS = 100;
/** More than the system keeps for a connection by itself. */
const LONG_RUN_MIB = 24;
const MIB = 2 ** 20;

async function connect(stage: LiveStage): Promise<WebSocket> {
  const headers = { authorization: `Bearer ${OWNER}` };
  const socket = new WebSocket(`${stage.url.replace('http', 'ws')}/ws?defaults=off`, { headers });
  await once(socket, 'open');
  return socket;
}

function subscribe(socket: WebSocket, run: string): void {
  socket.send(JSON.stringify({ type: 'subscribe', topics: [`run:${run}`] }));
}

/** Resolves with the events that came, when the last of them has come. */
function readAll(socket: WebSocket, last: number): Promise<readonly number[]> {
  const seqs: number[] = [];
  return new Promise((resolve, reject) => {
    socket.on('message', (data: Buffer) => {
      const text = data.toString();
      if (!text.startsWith('{"type":"events"')) return;
      for (const [, seq] of text.matchAll(/"seq":(\d+)/g)) seqs.push(Number(seq));
      if (seqs.at(-1) === last) resolve(seqs);
    });
    socket.once('close', (code) => reject(new Error(`closed with ${code}`)));
  });
}

async function writeLongRun(stage: LiveStage): Promise<string> {
  const script = await stage.newRun();
  const facts = toNotes(20, 'x'.repeat(MIB / 20));
  for (let round = 0; round < LONG_RUN_MIB; round++) await stage.append(script, facts);
  return script.run;
}

it('a thousand clients follow; two hundred never read what they asked for and are let go, and memory stays flat', async () => {
  await using stage = await openLiveStage({ limits: { stallMs: 8_000, farewellMs: 500 } });
  const long = await writeLongRun(stage);
  const script = await stage.newRun();
  const last = EVENTS + 2;
  const reading: Promise<readonly number[]>[] = [];
  for (let index = 0; index < EAGER; index++) {
    const socket = await connect(stage);
    reading.push(readAll(socket, last));
    subscribe(socket, script.run);
  }
  const lazy: WebSocket[] = [];
  for (let index = 0; index < LAZY; index++) lazy.push(await connect(stage));
  expect(stage.deps.live.followers).toBe(EAGER + LAZY);
  const before = process.memoryUsage.rss();
  for (const socket of lazy) {
    socket.pause();
    subscribe(socket, long);
  }
  let peak = 0;
  for (let event = 0; event < EVENTS; event++) {
    await stage.append(script, toNotes(1));
    peak = Math.max(peak, process.memoryUsage.rss() - before);
  }
  await stage.append(script, [COMPLETED]);
  const whole = Array.from({ length: last }, (_, index) => index + 1);
  for (const seqs of await Promise.all(reading)) expect(seqs).toEqual(whole);
  await vi.waitFor(
    () => {
      peak = Math.max(peak, process.memoryUsage.rss() - before);
      expect(stage.deps.live.followers).toBe(EAGER);
    },
    { timeout: 120_000, interval: 200 },
  );
  // Without bounds it would be the long run for each who does not read it: nearly five gigabytes.
  expect(Math.round(peak / MIB)).toBeLessThan(800);
  for (const socket of lazy) socket.terminate();
}, 300_000);

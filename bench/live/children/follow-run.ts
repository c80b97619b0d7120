/** Many clients in one process. They read no more of a message than they must, so that the server is measured and not they. */
import { OWNER } from '../../../packages/server/src/live/testing/live-stage.ts';
import { answer, readInput } from '../../report/run-child.ts';
import type { FollowAnswer, FollowInput } from '../latency.ts';
import { toWallMs } from '../wall-clock.ts';

const AT_ONCE = 50;

const { url, readyUrl, run, clients, last } = readInput<FollowInput>();
const receivedAt: Record<number, number[]> = {};

const ended: Promise<void>[] = [];
for (let begun = 0; begun < clients; begun += AT_ONCE) {
  const batch = Array.from({ length: Math.min(AT_ONCE, clients - begun) }, follow);
  ended.push(...(await Promise.all(batch)).map(({ done }) => done));
}
await fetch(readyUrl);
await Promise.all(ended);
answer({ receivedAt } satisfies FollowAnswer);

/** Resolves when it has caught up. */
function follow(): Promise<{ done: Promise<void> }> {
  const caughtUp = Promise.withResolvers<{ done: Promise<void> }>();
  const done = Promise.withResolvers<void>();
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws?defaults=off`, {
    headers: { authorization: `Bearer ${OWNER}` },
  });
  socket.onopen = () => socket.send(JSON.stringify({ type: 'subscribe', topics: [`run:${run}`] }));
  socket.onmessage = ({ data }) => {
    const now = toWallMs();
    const text = String(data);
    if (text.startsWith('{"type":"caught_up"')) caughtUp.resolve({ done: done.promise });
    if (!text.startsWith('{"type":"events"')) return;
    for (const [, seq] of text.matchAll(/"seq":(\d+)/g)) (receivedAt[Number(seq)] ??= []).push(now);
    if (text.includes(`"cursor":${last},`)) {
      done.resolve();
      socket.close();
    }
  };
  socket.onerror = caughtUp.reject;
  return caughtUp.promise;
}

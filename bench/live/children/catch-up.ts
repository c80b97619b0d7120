import { type Client, createClient } from '@tutti/sdk';
import { OWNER } from '../../../packages/server/src/live/testing/live-stage.ts';
import { timeMs } from '../../report/rounds.ts';
import { answer, readInput } from '../../report/run-child.ts';
import type { CatchUpAnswer, CatchUpInput } from '../catch-up.ts';

const { url, run, rounds } = readInput<CatchUpInput>();
const client = createClient({ url, token: OWNER });
const times = { plain: [] as number[], stream: [] as number[], socket: [] as number[] };
for (let round = 0; round <= rounds; round++) {
  const plain = await timeMs(readPlain);
  const stream = await timeMs(() => readStream(client));
  const socket = await timeMs(() => readSocket(client));
  // The first round only warms up.
  if (round === 0) continue;
  times.plain.push(plain);
  times.stream.push(stream);
  times.socket.push(socket);
}
answer(times satisfies CatchUpAnswer);

function readPlain(): Promise<void> {
  const headers = { authorization: `Bearer ${OWNER}` };
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws?defaults=off`, { headers });
  return new Promise((resolve, reject) => {
    socket.onopen = () => socket.send(JSON.stringify({ type: 'subscribe', topics: [`run:${run}`] }));
    socket.onmessage = ({ data }) => {
      if (!String(data).startsWith('{"type":"caught_up"')) return;
      socket.close();
      resolve();
    };
    socket.onerror = reject;
  });
}

async function readStream({ followRun }: Client): Promise<void> {
  for await (const { type } of followRun(run)) if (type === 'caught_up') return;
}

function readSocket({ openLive }: Client): Promise<void> {
  const live = openLive();
  return new Promise((resolve) => {
    live.subscribe(`run:${run}`, {
      onCaughtUp: () => {
        live.close();
        resolve();
      },
    });
  });
}

import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import type { Problem } from './problem.ts';
import { ThreadClient } from './thread-client.ts';
import type { ThreadReply } from './thread-messages.ts';

interface Ops {
  double: [number, number];
}

const PORT = `const { parentPort } = require('node:worker_threads');`;
/** Doubles, and answers each message at once. */
const DOUBLING = `${PORT} parentPort.once('message', () => {
  parentPort.on('message', ({ ops, close }) => {
    parentPort.postMessage({ answers: ops.map(({ op }) => [op * 2, ops.length]) });
    if (close) parentPort.close();
  });
  parentPort.postMessage({ opened: true });
});`;
const DYING = `${PORT} parentPort.once('message', () => {
  parentPort.on('message', () => process.exit(1));
  parentPort.postMessage({ opened: true });
});`;
const REFUSING = `${PORT} parentPort.once('message', () => {
  parentPort.postMessage({ failure: { code: 'store_corrupt', message: 'no' } });
  parentPort.close();
});`;

function begin(program: string, lost: Problem[] = []): Promise<ThreadClient<Ops>> {
  const events = { now: () => 0, onReply: () => {}, onLost: (problem: Problem) => void lost.push(problem) };
  return ThreadClient.begin<Ops, ThreadReply>(new Worker(program, { eval: true }), undefined, events);
}

describe('ThreadClient', () => {
  it('sends what is asked in one turn of the event loop in one message', async () => {
    const client = await begin(DOUBLING);
    const answers = await Promise.all([1, 2, 3].map((number) => client.call('double', number)));
    expect(answers).toEqual([
      [2, 3],
      [4, 3],
      [6, 3],
    ]);
    await client.close();
  });

  it('answers what was asked before it closes', async () => {
    const client = await begin(DOUBLING);
    const answer = client.call('double', 21);
    await client.close();
    expect(await answer).toEqual([42, 1]);
  });

  it('rejects with the reason why the thread cannot begin', async () => {
    await expect(begin(REFUSING)).rejects.toMatchObject({ code: 'store_corrupt', message: 'no' });
  });

  it('fails what waits, and what comes later, when the thread ends by itself', async () => {
    const lost: Problem[] = [];
    const client = await begin(DYING, lost);
    await expect(client.call('double', 1)).rejects.toMatchObject({ code: 'store_failed' });
    await expect(client.call('double', 1)).rejects.toMatchObject({ code: 'store_failed' });
    expect(lost).toHaveLength(1);
    await client.close();
  });
});

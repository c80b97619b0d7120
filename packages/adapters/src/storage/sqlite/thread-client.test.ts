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
/** Ends a while after it was told to, and dies of being told twice. */
const CLOSING_ONCE = `${PORT} parentPort.once('message', () => {
  let told = false;
  parentPort.on('message', ({ ops, close }) => {
    parentPort.postMessage({ answers: ops.map(({ op }) => op * 2) });
    if (!close) return;
    if (told) throw new Error('told twice');
    told = true;
    setTimeout(() => parentPort.close(), 50);
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
  return beginIn(new Worker(program, { eval: true }), lost);
}

function beginIn(worker: Worker, lost: Problem[]): Promise<ThreadClient<Ops>> {
  const events = { now: () => 0, onReply: () => {}, onLost: (problem: Problem) => void lost.push(problem) };
  return ThreadClient.begin<Ops, ThreadReply>(worker, undefined, events);
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

  it('tells the thread to close only once, also when an operation was on its way', async () => {
    const worker = new Worker(CLOSING_ONCE, { eval: true });
    const errors: unknown[] = [];
    worker.on('error', (error) => errors.push(error));
    const client = await beginIn(worker, []);
    const answer = client.call('double', 21);
    await Promise.all([client.close(), client.close()]);
    expect(await answer).toBe(42);
    expect(errors).toEqual([]);
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

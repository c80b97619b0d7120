import { join } from 'node:path';
import { LOCAL_OWNER } from '@tutti/protocol';
import { expect, it } from 'vitest';
import { type Reply, startProviderServer } from '../models/testing/start-provider-server.ts';
import { openRuntimeStage, toAgent, toSaid } from './testing/runtime-stage.ts';
import { startForeign } from './testing/start-foreign.ts';

const program = (name: string) => join(import.meta.dirname, 'testing', name);

function toConfig(urls: { plain: string; streaming: string; foreign: string }) {
  const acp = [process.execPath, program('acp-agent.ts')];
  const stdio = [process.execPath, program('stdio-agent.ts')];
  return {
    connections: {
      plain: {
        kind: 'http',
        effect: 'idempotent',
        url: `${urls.plain}/ask`,
        body: { goal: '{goal}', conversation: '{conversation}' },
        answer: { text: '/data/text', usage: { input: '/tokens/in', output: '/tokens/out', costUsd: '/usd' } },
        worstCase: { usd: 0.01 },
      },
      streaming: { kind: 'http', effect: 'read', url: urls.streaming, answer: { format: 'sse', text: '/piece' } },
      foreign: { kind: 'a2a', url: urls.foreign },
      acp: { kind: 'cli', protocol: 'acp', argv: acp },
      stdio: { kind: 'cli', argv: stdio },
      shout: { kind: 'function', function: 'shout', effect: 'pure' },
      checker: { kind: 'function', function: 'checker', effect: 'pure' },
    },
    commands: [acp, stdio],
  };
}

/** A class that was there before, as it is. */
class InvoiceChecker {
  readonly #prefix = 'object heard';
  executeTask(goal: string): string {
    return `${this.#prefix}: ${goal.length > 0}`;
  }
}

const AGENTS = [
  toAgent('plain', 'http'),
  toAgent('streaming', 'http'),
  toAgent('foreign', 'a2a'),
  toAgent('acp', 'cli'),
  toAgent('stdio', 'cli'),
  toAgent('shout', 'function'),
  toAgent('checker', 'function'),
];

const answerAtOnce: Reply = (response, { body }) => {
  const { goal } = JSON.parse(body);
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ data: { text: `http heard: ${goal}` }, tokens: { in: 3, out: 4 }, usd: '0.000002' }));
};

const answerInPieces: Reply = (response) => {
  response.setHeader('content-type', 'text/event-stream');
  for (const piece of ['sse ', 'in ', 'pieces']) response.write(`event: piece\ndata: ${JSON.stringify({ piece })}\n\n`);
  response.end('data: [DONE]\n\n');
};

async function* shout(goal: string): AsyncGenerator<string> {
  yield 'function heard: ';
  yield String(goal.length > 0);
}

it('one run goes through agents over HTTP, A2A, ACP and stdio, a function and an object, one after the other', async () => {
  await using foreign = await startForeign();
  await using plain = await startProviderServer(answerAtOnce);
  await using streaming = await startProviderServer(answerInPieces);
  await using stage = await openRuntimeStage({
    functions: { shout, checker: new InvoiceChecker() },
    config: toConfig({ plain: plain.url, streaming: streaming.url, foreign: foreign.url }),
  });
  const run = await stage.submit('greet the world', AGENTS);
  const state = await stage.ended(run);
  expect(state).toMatchObject({ status: 'completed' });
  expect(toSaid(state)).toEqual({
    plain: 'http heard: greet the world',
    streaming: 'sse in pieces',
    foreign: expect.stringContaining('a2a heard: Goal: greet the world'),
    acp: expect.stringContaining('acp heard: Goal: greet the world'),
    stdio: expect.stringContaining('stdio heard: Goal: greet the world'),
    shout: 'function heard: true',
    checker: 'object heard: true',
  });
  // Each was handed what those before it had said, the foreign words under the name of where they came from.
  expect(toSaid(state).stdio).toContain('sse in pieces');
  expect(state.labels).toContainEqual({ source: 'agent', name: 'acp' });
  const deltas = stage.notices.flatMap((notice) => (notice.type === 'delta' ? [notice.text] : []));
  expect(deltas).toEqual(expect.arrayContaining(['sse ', 'in ', 'pieces', 'heard: ']));
  // What the other side told is what was spent, and nothing was booked twice.
  const { rows } = await stage.store.sumSpendings(LOCAL_OWNER.tenant, { by: 'model', limit: 20 });
  expect(rows.find(({ of }) => of === 'http/plain')).toMatchObject({
    inputTokens: 3,
    outputTokens: 4,
    costNanoUsd: 2_000,
  });
  expect(rows.reduce((sum, { costNanoUsd }) => sum + costNanoUsd, 0)).toBe(state.usage.costNanoUsd);
}, 120_000);

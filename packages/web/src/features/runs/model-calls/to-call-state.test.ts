import { RunTimeline } from '@tutti/protocol';
import { expect, it } from 'vitest';
import { toEvents } from '../../../client/testing/create-events.ts';
import { findNode } from '../../../client/run-fold.ts';
import { toCallState } from './to-call-state.ts';

const PATH = 'turn/1/model/1';

function read(...facts: readonly object[]): string[] {
  const timeline = new RunTimeline();
  for (const event of toEvents(facts.map((fact) => ({ path: PATH, ...fact })))) timeline.apply(event);
  const node = findNode(timeline.root, PATH);
  return node ? node.calls.map((_, index) => toCallState(node, index)) : [];
}

const routed = (attempt: number) => ({
  type: 'model.routed',
  attempt,
  route: {
    model: 'groq/a',
    complexity: 'low',
    because: 'free_first',
    free: true,
    local: false,
    maxOutputTokens: 100,
    worstCase: { tokens: 200, costNanoUsd: 0 },
    passedOver: [],
  },
});
const error = { code: 'model_unavailable', message: 'slow down' };
const retried = { type: 'step.retried', attempt: 1, error, class: 'rate_limited', resumeAt: 99 };
const step = { name: 'model', kind: 'model', effect: 'read', inputHash: '0'.repeat(64), attempts: 2, startedAt: 1 };
const completed = { type: 'step.completed', ...step, output: { value: { text: 'yes' } } };
const claimed = { type: 'run.claimed', worker: `wrk_${'0'.repeat(36)}`, epoch: 2, build: 'b' };

it.each<[string, readonly object[], readonly string[]]>([
  ['under way until there is an answer', [routed(1)], ['running']],
  ['answered, after one that failed', [routed(1), retried, routed(2), completed], ['failed', 'done']],
  ['failed, with no other after it', [routed(1), { type: 'step.failed', ...step, error }], ['failed']],
  ['lost with its worker, and made again', [routed(1), claimed, routed(1), completed], ['lost', 'done']],
  ['lost with its worker, and not made again yet', [routed(1), claimed], ['lost']],
])('a call of a model is %s', (_, facts, states) => {
  expect(read(...facts)).toEqual(states);
});

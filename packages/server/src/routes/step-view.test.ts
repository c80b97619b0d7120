import { type RunEvent, RunId, TenantId, toIdText } from '@tutti/protocol';
import { parseWireEvent } from '@tutti/protocol/api';
import { expect, it } from 'vitest';
import { collectSteps } from './step-view.ts';

const none = new Uint8Array(16);
const path = 'turn/1/model/1';
const step = { name: 'model', kind: 'model', effect: 'read', inputHash: '0'.repeat(64), attempts: 1, startedAt: 1 };
const route = {
  model: 'groq/small',
  complexity: 'low',
  because: 'free_first',
  free: true,
  local: false,
  maxOutputTokens: 9,
  worstCase: { tokens: 9, costNanoUsd: 0 },
  passedOver: [],
};

async function* journal(...facts: readonly object[]): AsyncGenerator<RunEvent> {
  const envelope = {
    tenant: TenantId.parse(toIdText('ten', 0, none)),
    run: RunId.parse(toIdText('run', 0, none)),
    hash: 'a'.repeat(64),
    path,
  };
  for (const [index, fact] of facts.entries())
    yield parseWireEvent({ ...envelope, seq: index + 1, at: index + 1, ...fact });
}

it('tells of each call what became of it, and not what ended its step afterwards', async () => {
  const slow = { code: 'model_unavailable', message: 'slow down' };
  const events = journal(
    { type: 'model.routed', attempt: 1, route },
    { type: 'step.retried', attempt: 1, error: slow, class: 'rate_limited', resumeAt: 9 },
    { type: 'budget.refused', account: 'tenant', asked: { tokens: 9, costNanoUsd: 0 }, left: {} },
    { type: 'step.failed', ...step, error: { code: 'budget_exceeded', message: 'no money' } },
  );
  const steps = await Array.fromAsync(collectSteps(events, []));
  expect(steps).toMatchObject([
    {
      end: { error: { code: 'budget_exceeded' } },
      calls: [{ attempt: 1, failure: { ...slow, class: 'rate_limited' } }],
    },
  ]);
});

import { expect, it } from 'vitest';
import { applyRunEvent } from '../apply-run-event.ts';
import { AgentId, type Hash, RunId, type StepPath, TenantId, toIdText } from '../ids.ts';
import type { RunEvent, RunFact } from '../run-event.ts';
import type { RunState } from '../run-state.ts';
import { RunDetail, toRunDetail } from './run-views.ts';

const none = new Uint8Array(16);
const tenant = TenantId.parse(toIdText('ten', 0, none));
const run = RunId.parse(toIdText('run', 0, none));
const agent = AgentId.parse('writer');
const hash = '0'.repeat(64) as Hash;
const path = 'turn/1/model/1' as StepPath;
const other = 'turn/2/model/1' as StepPath;

const submitted: RunFact = {
  type: 'run.submitted',
  program: 'team',
  title: 'a goal',
  input: { value: 1 },
  labels: [],
  priority: 'normal',
  lineage: run,
  seed: 's',
  pins: { value: null },
};
const awaited = (at: StepPath, until: number): RunFact => ({
  type: 'model.awaited',
  path: at,
  agent,
  until,
  passedOver: [{ model: 'groq/small', why: 'down' }],
});
const routed: RunFact = {
  type: 'model.routed',
  path,
  attempt: 1,
  agent,
  route: {
    model: 'groq/small',
    complexity: 'low',
    because: 'free_first',
    free: true,
    local: false,
    maxOutputTokens: 9,
    worstCase: { tokens: 9, costNanoUsd: 0 },
    passedOver: [],
  },
};
const failed: RunFact = {
  type: 'run.failed',
  error: { code: 'budget_exceeded', message: 'nothing is left' },
  partial: { value: { text: 'half' } },
};

function show(facts: readonly RunFact[]): RunDetail {
  const events = facts.map((fact, index): RunEvent => ({ ...fact, tenant, run, seq: index + 1, at: index, hash }));
  const state = events.reduce<RunState | undefined>(applyRunEvent, undefined);
  if (!state) throw new Error('there is no event');
  const partial = state.partial && 'value' in state.partial ? state.partial.value : undefined;
  return RunDetail.parse(toRunDetail({ state, stateHash: hash, output: null, partial, remarks: [] }));
}

it('a run shows which of its calls no model can answer, until when and why', () => {
  const { waitsForModel } = show([submitted, awaited(path, 5_000), awaited(other, 7_000), awaited(path, 9_000)]);
  expect(waitsForModel).toEqual([
    { path, agent, until: '1970-01-01T00:00:09.000Z', passedOver: [{ model: 'groq/small', why: 'down' }] },
    { path: other, agent, until: '1970-01-01T00:00:07.000Z', passedOver: [{ model: 'groq/small', why: 'down' }] },
  ]);
});

it('a call that has a route waits no more, and a run that has ended waits for nothing', () => {
  const facts = [submitted, awaited(path, 5_000), awaited(other, 7_000), routed];
  expect(show(facts).waitsForModel.map((wait) => wait.path)).toEqual([other]);
  expect(show([...facts, failed]).waitsForModel).toEqual([]);
});

it('a run that a budget stopped shows what there was by then', () => {
  expect(show([submitted, failed])).toMatchObject({ status: 'failed', output: null, partial: { text: 'half' } });
});

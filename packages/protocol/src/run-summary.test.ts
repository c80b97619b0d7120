import { describe, expect, it } from 'vitest';
import { applyRunEvent } from './apply-run-event.ts';
import { type Hash, RunId, type StepPath, TaskId, TenantId, toIdText } from './ids.ts';
import type { RunEvent, RunFact } from './run-event.ts';
import type { RunState } from './run-state.ts';
import { RunSummary, toRunSummary } from './run-summary.ts';

const none = new Uint8Array(16);
const tenant = TenantId.parse(toIdText('ten', 0, none));
const run = RunId.parse(toIdText('run', 0, none));
const before = RunId.parse(toIdText('run', 1, none));
const task = TaskId.parse(toIdText('tsk', 0, none));
const hash = 'a'.repeat(64) as Hash;
const path = (text: string) => text as StepPath;

const submitted: RunFact = {
  type: 'run.submitted',
  program: 'team',
  title: 'a goal',
  input: { value: 1 },
  labels: [],
  priority: 'high',
  lineage: run,
  task,
  retryOf: { run: before, from: path('s/1') },
  parent: { run: before, path: path('child/1') },
  seed: 's',
  pins: { value: null },
};
const about = { approval: 'Deploy?', subject: hash, shows: null, decisions: ['approved'] };
const asked: RunFact = { type: 'wait.started', path: path('w/1'), key: 'approval:deploy', about };
const waits: RunFact = { type: 'wait.started', path: path('w/2'), key: 'message:go' };
const doubted: RunFact = { type: 'effect.doubted', path: path('pay/1'), key: 'k', cause: 'crash' };

function summarise(...facts: RunFact[]): RunSummary {
  let state: RunState | undefined;
  for (const [index, fact] of [submitted, ...facts].entries())
    state = applyRunEvent(state, { tenant, run, seq: index + 1, at: 1_000 + index, hash, ...fact } as RunEvent);
  if (!state) throw new Error('nothing was folded');
  return toRunSummary(state);
}

describe('the summary of a run', () => {
  it('names its task, the run that it is a part of and the run that it retries', () => {
    expect(summarise()).toMatchObject({ task, parent: before, retryOf: before, status: 'queued', approvals: 0 });
  });

  it('counts what a person has to decide apart from what it waits for', () => {
    expect(summarise(asked, waits, doubted)).toMatchObject({ waits: 2, doubts: 1, approvals: 2 });
  });

  it('has nothing left to decide when the run has ended', () => {
    const failed: RunFact = { type: 'run.failed', error: { code: 'step_failed', message: 'no' } };
    expect(summarise(asked, failed)).toMatchObject({ approvals: 0, waits: 0, errorCode: 'step_failed' });
  });

  it('reads back as it was written, also a row of a version that did not count approvals', () => {
    const summary = summarise(asked);
    const row: unknown = JSON.parse(JSON.stringify(summary));
    expect(RunSummary.parse(row)).toEqual(JSON.parse(JSON.stringify(summary)));
    const { approvals: _approvals, task: _task, retryOf: _retryOf, ...old } = summary;
    expect(RunSummary.parse(old)).toMatchObject({ run, approvals: 0 });
  });
});

import { describe, expect, it } from 'vitest';
import { applyRunEvent, FoldError, resumeFold, sumReserved, toCarried } from './apply-run-event.ts';
import { type Hash, RunId, type StepPath, TenantId, toIdText, WorkerId } from './ids.ts';
import { toCanonicalText } from './json.ts';
import type { EventOf, RunEvent, RunFact } from './run-event.ts';
import { isFinished, type RunState } from './run-state.ts';
import { toRunSummary } from './run-summary.ts';

const none = new Uint8Array(16);
const tenant = TenantId.parse(toIdText('ten', 0, none));
const run = RunId.parse(toIdText('run', 0, none));
const child = RunId.parse(toIdText('run', 1, none));
const worker = WorkerId.parse(toIdText('wrk', 0, none));
const path = (text: string) => text as StepPath;
const inputHash = '0'.repeat(64) as Hash;
const usage = { inputTokens: 10, outputTokens: 5, costNanoUsd: 7 };

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
const started: RunFact = { type: 'run.started', worker, epoch: 1, build: 'b1', program: { name: 'team', version: 3 } };
const step = {
  path: path('s/1'),
  name: 's',
  kind: 'model',
  effect: 'read',
  inputHash,
  attempts: 1,
  startedAt: 1,
} as const;
const intended = (at: string): RunFact => ({
  type: 'effect.intended',
  path: path(at),
  name: 'pay',
  effect: 'irreversible',
  key: 'k',
  attempt: 1,
  inputHash,
});

function toEvent(fact: RunFact, seq: number): RunEvent {
  return { tenant, run, seq, at: 1_000 + seq, hash: String(seq).padStart(64, '0') as Hash, ...fact };
}

function fold(...facts: RunFact[]): RunState {
  let state: RunState | undefined;
  for (const [index, fact] of [submitted, ...facts].entries()) state = applyRunEvent(state, toEvent(fact, index + 1));
  if (!state) throw new Error('nothing was folded');
  return state;
}

describe('the fold of a run', () => {
  it('begins queued, with all that was asked for', () => {
    expect(fold()).toMatchObject({
      status: 'queued',
      program: 'team',
      title: 'a goal',
      priority: 'normal',
      seq: 1,
      episode: 1,
      submittedAt: 1_001,
    });
  });

  it('follows a run through its life', () => {
    expect(fold(started)).toMatchObject({
      status: 'running',
      worker,
      build: 'b1',
      programVersion: 3,
      startedAt: 1_002,
    });
    expect(fold(started, { type: 'run.parked', waits: [] })).toMatchObject({ status: 'waiting', worker: undefined });
    expect(fold(started, { type: 'run.claimed', worker, epoch: 2, build: 'b2' })).toMatchObject({
      status: 'running',
      build: 'b2',
      programVersion: 3,
      startedAt: 1_002,
    });
    expect(fold(started, { type: 'run.paused', reason: 'r' })).toMatchObject({ status: 'paused', worker: undefined });
    expect(fold(started, { type: 'run.paused', reason: 'r' }, { type: 'run.resumed' }).status).toBe('running');
    expect(fold(started, { type: 'run.quarantined', claims: 6 }).status).toBe('quarantined');
    expect(fold(started, { type: 'run.completed', output: { value: 2 }, labels: [{ source: 'model' }] })).toMatchObject(
      {
        status: 'completed',
        output: { value: 2 },
        finishedAt: 1_003,
        labels: [{ source: 'model' }],
        worker: undefined,
      },
    );
    expect(fold(started, { type: 'run.failed', error: { code: 'step_failed', message: 'm' } })).toMatchObject({
      status: 'failed',
      error: { message: 'm' },
    });
    expect(
      fold(
        started,
        { type: 'run.cancel_requested', reason: 'no' },
        { type: 'run.cancelled', reason: 'no', stoppedAt: [path('a/1')] },
      ),
    ).toMatchObject({
      status: 'cancelled',
      cancel: { reason: 'no' },
      stoppedAt: ['a/1'],
    });
  });

  it('counts steps and what they used', () => {
    const state = fold(
      { type: 'step.completed', ...step, output: { value: null }, usage, labels: [{ source: 'rehearsal' }] },
      {
        type: 'step.failed',
        ...step,
        path: path('t/1'),
        usage: { ...usage, estimated: true },
        error: { code: 'step_failed', message: '' },
      },
      { type: 'step.retried', path: path('u/1'), attempt: 1, error: { code: 'step_failed', message: '' }, resumeAt: 5 },
    );
    expect(state.steps).toEqual({ completed: 1, failed: 1, retried: 1 });
    expect(state.usage).toEqual({ inputTokens: 20, outputTokens: 10, costNanoUsd: 14, estimated: true });
    expect(state.rehearsed).toBe(true);
  });

  it('keeps an intent open until its outcome is known', () => {
    expect(fold(intended('p/1')).intents).toEqual({
      'p/1': { key: 'k', name: 'pay', effect: 'irreversible', attempt: 1 },
    });
    expect(
      fold(intended('p/1'), { type: 'step.completed', ...step, path: path('p/1'), output: { value: 1 } }).intents,
    ).toEqual({});
    expect(
      fold(intended('p/1'), {
        type: 'step.failed',
        ...step,
        path: path('p/1'),
        error: { code: 'step_failed', message: '' },
      }).intents,
    ).toEqual({});
  });

  it('keeps a doubt until somebody resolves it', () => {
    const doubted: RunFact = { type: 'effect.doubted', path: path('p/1'), key: 'k', cause: 'crash' };
    expect(fold(intended('p/1'), doubted).doubts).toMatchObject({ 'p/1': { cause: 'crash', since: 1_003 } });
    const resolve = (verdict: 'happened' | 'not_happened'): RunFact => ({
      type: 'effect.resolved',
      path: path('p/1'),
      how: 'person',
      verdict,
    });
    expect(fold(intended('p/1'), doubted, resolve('not_happened'))).toMatchObject({ doubts: {}, intents: {} });
    // What happened still lacks its outcome, which comes with the next event.
    expect(Object.keys(fold(intended('p/1'), doubted, resolve('happened')).intents)).toEqual(['p/1']);
  });

  it('opens and closes waits', () => {
    const wait = (at: string): RunFact => ({ type: 'wait.started', path: path(at), key: 'message:x', about: 'yes?' });
    expect(fold(wait('w/1')).waits).toMatchObject({ 'w/1': { key: 'message:x', about: 'yes?', since: 1_002 } });
    expect(fold(wait('w/1'), { type: 'timer.fired', path: path('w/1') }).waits).toEqual({});
    expect(
      fold(wait('w/1'), {
        type: 'signal.received',
        path: path('w/1'),
        signal: 'sig_1' as never,
        key: 'message:x',
        payload: { value: 1 },
      }).waits,
    ).toEqual({});
    expect(
      Object.keys(
        fold(wait('all/1/a/wait/1'), wait('w/1'), {
          type: 'join.decided',
          path: path('all/1'),
          verdict: 'met',
          order: [],
        }).waits,
      ),
    ).toEqual(['w/1']);
    expect(fold(wait('w/1'), { type: 'run.cancel_requested', reason: '' }).waits).toEqual({});
    expect(fold(wait('w/1'), { type: 'run.deadline_exceeded' }).waits).toEqual({});
  });

  it('knows the child runs that are still open', () => {
    const begun: RunFact = { type: 'child.started', path: path('c/1'), child };
    expect(fold(begun).children).toEqual({ [child]: 'c/1' });
    expect(fold(begun, { type: 'child.finished', path: path('c/1'), child, status: 'completed' }).children).toEqual({});
  });

  it('sums what is reserved, and counts a doubtful settlement in full', () => {
    const reserved: RunFact = {
      type: 'budget.reserved',
      reservation: 'r',
      path: path('s/1'),
      amount: { tokens: 50, costNanoUsd: 9 },
    };
    const settled = (inDoubt: boolean): RunFact => ({
      type: 'budget.settled',
      reservation: 'r',
      amount: { tokens: 50, costNanoUsd: 9 },
      inDoubt,
    });
    expect(sumReserved(fold(reserved))).toEqual({ tokens: 50, costNanoUsd: 9 });
    expect(sumReserved(fold(reserved, settled(false)))).toEqual({ tokens: 0, costNanoUsd: 0 });
    expect(fold(reserved, settled(false)).usage.inputTokens).toBe(0);
    expect(fold(reserved, settled(true)).usage).toEqual({
      inputTokens: 50,
      outputTokens: 0,
      costNanoUsd: 9,
      estimated: true,
    });
  });

  it('counts each model call once, with its settlement, whatever became of its step', () => {
    const spent = {
      path: step.path,
      model: 'groq/small',
      usage: { ...usage, cacheReadTokens: 3 },
      free: true,
      local: false,
    };
    const settled = (reservation: string, inDoubt: boolean): RunFact => ({
      type: 'budget.settled',
      reservation,
      amount: { tokens: 15, costNanoUsd: 7 },
      inDoubt,
      spent,
    });
    const state = fold(
      settled('failed', false),
      settled('unknown', true),
      { type: 'step.completed', ...step, usage, settled: true, reservation: 'done', output: { value: 1 } },
      settled('done', false),
    );
    expect(state.usage).toEqual({ inputTokens: 30, outputTokens: 15, cacheReadTokens: 9, costNanoUsd: 21 });
  });

  it('shows which calls wait for a model, since when, and no longer once one is asked', () => {
    const awaited = (until: number): RunFact => ({ type: 'model.awaited', path: step.path, until, passedOver: [] });
    const waiting = fold(awaited(5_000), awaited(9_000));
    expect(waiting.modelWaits).toEqual({
      [step.path]: { agent: undefined, since: 1_002, until: 9_000, passedOver: [] },
    });
    const worstCase = { tokens: 9, costNanoUsd: 0 };
    const route = {
      model: 'groq/small',
      complexity: 'low',
      because: 'free_first',
      free: true,
      local: false,
      maxOutputTokens: 9,
      worstCase,
      passedOver: [],
    } satisfies Extract<RunFact, { type: 'model.routed' }>['route'];
    const asked = fold(awaited(5_000), { type: 'model.routed', path: step.path, attempt: 1, route });
    expect(asked.modelWaits).toEqual({});
  });

  it('shows no call of a branch that was stopped, nor of a run that is ending, as one that waits for a model', () => {
    const awaited = (where: string): RunFact => ({
      type: 'model.awaited',
      path: path(where),
      until: 5_000,
      passedOver: [],
    });
    const waiting = [awaited('all/1/a/model/1'), awaited('model/1')];
    const decided: RunFact = { type: 'join.decided', path: path('all/1'), verdict: 'met', order: [] };
    expect(Object.keys(fold(...waiting, decided).modelWaits ?? {})).toEqual(['model/1']);
    expect(fold(...waiting, { type: 'run.cancel_requested', reason: '' }).modelWaits).toBeUndefined();
    expect(fold(...waiting, { type: 'run.deadline_exceeded' }).modelWaits).toBeUndefined();
  });

  it('keeps what there was when a budget ended the run', () => {
    const error = { code: 'budget_exceeded', message: 'nothing left' } as const;
    expect(fold({ type: 'run.failed', error, partial: { value: 'half' } })).toMatchObject({
      status: 'failed',
      partial: { value: 'half' },
    });
  });

  it('remembers versions and artefacts', () => {
    const artefact = {
      id: 'art_x' as never,
      name: 'a.md',
      mediaType: 'text/markdown',
      blob: inputHash,
      bytes: 1,
      version: 1,
      labels: [],
    };
    expect(fold({ type: 'version.marked', change: 'x', version: 2 }).versions).toEqual({ x: 2 });
    expect(fold({ type: 'artefact.produced', path: path('artefact/1'), artefact }).artefacts).toEqual([artefact]);
  });

  it('comes to the same state from the last episode as from the beginning', () => {
    const facts: RunFact[] = [
      started,
      { type: 'step.completed', ...step, output: { value: null }, usage },
      { type: 'version.marked', change: 'x', version: 2 },
      intended('p/1'),
    ];
    const before = fold(...facts);
    const continued: RunFact = { type: 'run.continued', episode: 2, state: { value: 1 }, carried: toCarried(before) };
    const later: RunFact = { type: 'step.completed', ...step, path: path('~2/s/1'), output: { value: null }, usage };
    const whole = fold(...facts, continued, later);
    const event = toEvent(continued, facts.length + 2) as EventOf<'run.continued'>;
    const short = applyRunEvent(resumeFold(toEvent(submitted, 1), event), toEvent(later, facts.length + 3));
    expect(toCanonicalText(short)).toBe(toCanonicalText(whole));
    expect(whole).toMatchObject({ episode: 2, steps: { completed: 2 }, usage: { inputTokens: 20 } });
  });

  it('refuses a gap, a repetition, an event of another run, and a journal without a beginning', () => {
    const state = fold(started);
    expect(() => applyRunEvent(state, toEvent({ type: 'run.resumed' }, 4))).toThrow(FoldError);
    expect(() => applyRunEvent(state, toEvent({ type: 'run.resumed' }, 2))).toThrow(FoldError);
    expect(() => applyRunEvent(state, { ...toEvent({ type: 'run.resumed' }, 3), run: child })).toThrow(FoldError);
    expect(() => applyRunEvent(undefined, toEvent(started, 1))).toThrow(FoldError);
  });

  it('changes neither the state nor the event that it is given', () => {
    const state = Object.freeze(fold(started));
    const event = Object.freeze(toEvent(intended('p/1'), 3));
    expect(applyRunEvent(state, event)).not.toBe(state);
    expect(state.intents).toEqual({});
  });

  it('is shown in the list by what it counts', () => {
    const doubted: RunFact = { type: 'effect.doubted', path: path('p/1'), key: 'k', cause: 'crash' };
    const summary = toRunSummary(fold(started, intended('p/1'), doubted, { type: 'wait.started', path: path('w/1') }));
    expect(summary).toMatchObject({
      run,
      status: 'running',
      waits: 1,
      doubts: 1,
      steps: { completed: 0, failed: 0, retried: 0 },
    });
    expect(isFinished(summary.status)).toBe(false);
  });
});

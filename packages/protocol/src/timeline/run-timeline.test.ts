import { describe, expect, it } from 'vitest';
import { AgentId, type Hash, RunId, type StepPath, TenantId, toIdText, WorkerId } from '../ids.ts';
import { ModelId } from '../model.ts';
import type { RouteRecord } from '../route.ts';
import type { RunEvent, RunFact } from '../run-event.ts';
import { markOf, RunTimeline } from './run-timeline.ts';
import { splitPath, type TimelineNode } from './timeline-node.ts';

const none = new Uint8Array(16);
const tenant = TenantId.parse(toIdText('ten', 0, none));
const run = RunId.parse(toIdText('run', 0, none));
const worker = WorkerId.parse(toIdText('wrk', 0, none));
const hash = 'a'.repeat(64) as Hash;
const ann = AgentId.parse('ann');
const path = (text: string) => text as StepPath;

const step = {
  path: path('turn/1/model/1'),
  name: 'model',
  kind: 'model',
  effect: 'read',
  inputHash: hash,
  attempts: 2,
  startedAt: 5,
  agent: ann,
  model: 'rehearsal',
} as const;
const done: RunFact = {
  type: 'step.completed',
  ...step,
  output: { value: { text: 'a poem' } },
  labels: [{ source: 'rehearsal' }],
};
const failed: RunFact = { type: 'step.failed', ...step, error: { code: 'step_failed', message: 'no ink' } };
const claimed: RunFact = { type: 'run.claimed', worker, epoch: 2, build: 'b' };
const submitted: RunFact = {
  type: 'run.submitted',
  program: 'team',
  title: 'a goal',
  input: { value: { goal: 'a poem', agents: ['ann', 7, 'bob'], pattern: 'parallel' } },
  labels: [],
  priority: 'normal',
  lineage: run,
  seed: 's',
  pins: { value: null },
};

const asked = { tokens: 90, costNanoUsd: 0 };
const cut = { code: 'model_unavailable', message: 'cut' } as const;

function route(model: string): RouteRecord {
  return {
    model: ModelId.parse(model),
    complexity: 'low',
    because: 'free_first',
    free: true,
    local: false,
    maxOutputTokens: 9,
    worstCase: { tokens: 9, costNanoUsd: 0 },
    passedOver: [],
  };
}

function build(...facts: RunFact[]): RunTimeline {
  const timeline = new RunTimeline();
  facts.forEach((fact, index) => apply(timeline, fact, index + 1));
  return timeline;
}

function apply(timeline: RunTimeline, fact: RunFact, seq = 9): void {
  timeline.apply({ tenant, run, seq, at: 100 + seq, hash, ...fact } as RunEvent);
}

function began(timeline: RunTimeline, at: string, attempt = 1): void {
  timeline.hear({ type: 'step.began', run, path: path(at), kind: 'model', name: 'model', agent: ann, attempt, at: 1 });
}

function say(timeline: RunTimeline, text: string, { attempt = 1, offset = 0 } = {}): void {
  timeline.hear({ type: 'delta', run, path: step.path, attempt, offset, text });
}

function find(timeline: RunTimeline, at: string): TimelineNode {
  let node = timeline.root;
  for (const part of splitPath(at)) {
    const child = node.children.get(part.path);
    if (!child) throw new Error(`nothing stands at ${part.path}`);
    node = child;
  }
  return node;
}

describe('the timeline of a run', () => {
  it('knows from its beginning who is to work, and how', () => {
    const { agents, pattern } = build(submitted);
    expect({ agents, pattern }).toEqual({ agents: ['ann', 'bob'], pattern: 'parallel' });
    expect(build({ ...submitted, input: { blob: hash, bytes: 9 } } as RunFact).agents).toEqual([]);
  });

  it('shows a step with all that is known of it, below the turn of its agent', () => {
    const timeline = build(submitted, done);
    expect(find(timeline, step.path)).toMatchObject({
      kind: 'model',
      mark: 'done',
      agent: ann,
      what: 'rehearsal',
      words: 'a poem',
      attempt: 2,
      startedAt: 5,
      finishedAt: 102,
      seq: 2,
      labels: [{ source: 'rehearsal' }],
      output: { value: { text: 'a poem' } },
    });
    expect(find(timeline, 'turn/1').agent).toBe(ann);
    expect(markOf(timeline.root)).toBe('done');
  });

  it('shows why a step failed, and what was taken over or edited', () => {
    expect(find(build(failed), step.path)).toMatchObject({
      mark: 'failed',
      note: 'no ink',
      error: { code: 'step_failed' },
    });
    expect(find(build({ ...done, reused: true } as RunFact), step.path).note).toBe('taken over');
    expect(find(build({ ...done, edited: true } as RunFact), step.path).note).toBe('edited by a person');
  });

  it('lets words grow while they come, and a later attempt begin anew', () => {
    const timeline = build(submitted);
    began(timeline, step.path);
    say(timeline, 'one ');
    say(timeline, 'two', { offset: 4 });
    expect(find(timeline, step.path)).toMatchObject({ words: 'one two', mark: 'running' });
    apply(timeline, {
      type: 'step.retried',
      path: step.path,
      attempt: 1,
      error: { code: 'step_failed', message: 'cut' },
      resumeAt: 9,
    });
    expect(find(timeline, step.path)).toMatchObject({ mark: 'waiting', note: 'attempt 1 failed: cut', attempt: 2 });
    say(timeline, 'three', { attempt: 2 });
    expect(find(timeline, step.path)).toMatchObject({ words: 'three', mark: 'running' });
    apply(timeline, done);
    expect(find(timeline, step.path).words).toBe('a poem');
  });

  it('forgets what a dead worker had under way, and nothing else', () => {
    const timeline = build(done);
    began(timeline, 'turn/2/model/1');
    timeline.hear({ type: 'events', run, events: [{ tenant, run, seq: 9, at: 9, hash, ...claimed } as RunEvent] });
    expect(find(timeline, 'turn/2/model/1').mark).toBe('pending');
    expect(find(timeline, step.path).mark).toBe('done');
    // The new worker tells what it begins before its claim is durable.
    began(timeline, 'turn/2/model/1');
    timeline.hear({ type: 'events', run, events: [{ tenant, run, seq: 10, at: 1, hash, ...claimed } as RunEvent] });
    expect(find(timeline, 'turn/2/model/1').mark).toBe('running');
  });

  it('names the model of each attempt, and shows that a call waits for one', () => {
    const at = step.path;
    const timeline = build({ type: 'model.awaited', path: at, agent: ann, until: 9, passedOver: [] });
    expect(find(timeline, at)).toMatchObject({ kind: 'model', mark: 'waiting', note: 'waits for a model' });
    expect(find(timeline, 'turn/1').agent).toBe(ann);
    apply(timeline, { type: 'model.routed', path: at, attempt: 1, agent: ann, route: route('groq/small') });
    expect(find(timeline, at)).toMatchObject({ mark: 'running', what: 'groq/small', note: undefined, startedAt: 109 });
    const error = { code: 'step_failed', message: 'cut' } as const;
    apply(timeline, { type: 'step.retried', path: at, attempt: 1, error, resumeAt: 9 });
    apply(timeline, { type: 'model.routed', path: at, attempt: 2, route: route('groq/large') });
    expect(find(timeline, at)).toMatchObject({ attempt: 2, what: 'groq/large', note: 'attempt 1 failed: cut' });
  });

  it('keeps for a model step each call with its route, what a budget said before it, how it failed and what it cost', () => {
    const at = step.path;
    const usage = { inputTokens: 1, outputTokens: 2, costNanoUsd: 3 };
    const spent = { path: at, model: 'groq/small', usage, free: true, local: false };
    const timeline = build(
      { type: 'budget.refused', path: at, account: 'tenant', period: 'day', asked, left: { tokens: 5 } },
      { type: 'budget.stepped', path: at, account: 'tenant', period: 'day', step: 'cheaper' },
      { type: 'model.routed', path: at, attempt: 1, reservation: 'r1', route: route('groq/small') },
      { type: 'step.retried', path: at, attempt: 1, error: cut, resumeAt: 9, class: 'cut' },
      { type: 'budget.settled', reservation: 'r1', amount: asked, inDoubt: true, spent },
      { type: 'model.routed', path: at, attempt: 2, reservation: 'r2', route: route('groq/large') },
      done,
      { type: 'budget.settled', reservation: 'r2', amount: asked, inDoubt: false, spent },
      { type: 'budget.settled', reservation: 'of a tool', amount: asked, inDoubt: false },
    );
    expect(find(timeline, at).calls).toMatchObject([
      {
        attempt: 1,
        route: { model: 'groq/small' },
        refused: [{ account: 'tenant', period: 'day', step: 'cheaper' }],
        failure: { error: { message: 'cut' }, class: 'cut', resumeAt: 9 },
        settled: { amount: asked, spent: { usage }, inDoubt: true },
      },
      { attempt: 2, route: { model: 'groq/large' }, refused: [], settled: { spent: { usage }, inDoubt: false } },
    ]);
    expect(find(timeline, at).calls[1]).not.toHaveProperty('failure');
    apply(timeline, { type: 'budget.refused', path: at, account: 'tenant', asked, left: {} });
    expect(find(timeline, at)).toMatchObject({
      refused: [{ account: 'tenant' }],
      note: expect.stringContaining('tenant'),
    });
  });

  it('leaves to each model call what became of it', () => {
    const [at, other] = [step.path, path('turn/2/model/1')];
    const timeline = build(
      { type: 'model.routed', path: other, attempt: 1, reservation: 'r0', route: route('groq/other') },
      { type: 'model.routed', path: at, attempt: 1, reservation: 'r1', route: route('groq/small') },
      { type: 'step.retried', path: at, attempt: 1, error: cut, resumeAt: 9, class: 'cut' },
      { type: 'budget.settled', reservation: 'r0', amount: asked, inDoubt: false },
      { type: 'budget.refused', path: at, account: 'agent:ann', asked, left: {} },
      { ...failed, error: { code: 'budget_exceeded', message: 'no money' } } as RunFact,
    );
    const [call, ...rest] = find(timeline, at).calls;
    // What a budget refused afterwards is no fault of a call that had failed before.
    expect(call).toMatchObject({ route: { model: 'groq/small' }, failure: { class: 'cut', error: cut } });
    expect(call).not.toHaveProperty('settled');
    expect(rest).toEqual([]);
    expect(find(timeline, at)).toMatchObject({ refused: [{ account: 'agent:ann' }], error: { message: 'no money' } });
    expect(find(timeline, other).calls).toMatchObject([{ route: { model: 'groq/other' }, settled: { amount: asked } }]);
  });

  it('marks a doubt until it is settled', () => {
    const at = path('pay/1');
    const timeline = build(
      { type: 'effect.intended', path: at, name: 'pay', effect: 'irreversible', key: 'k', attempt: 1, inputHash: hash },
      { type: 'effect.doubted', path: at, key: 'k', cause: 'crash' },
    );
    expect(find(timeline, at)).toMatchObject({ mark: 'doubt', effect: 'irreversible' });
    expect(markOf(timeline.root)).toBe('doubt');
    apply(timeline, { type: 'effect.resolved', path: at, how: 'person', verdict: 'happened' });
    expect(find(timeline, at)).toMatchObject({ mark: 'done', note: 'happened (person)' });
    apply(timeline, { type: 'effect.resolved', path: at, how: 'undone', verdict: 'not_happened' });
    expect(find(timeline, at).mark).toBe('waiting');
  });

  it('shows an approval as a wait until it is answered', () => {
    const at = path('approval/1/wait/1');
    const timeline = build({ type: 'wait.started', path: at, key: 'approval:result' });
    expect(find(timeline, at)).toMatchObject({ kind: 'wait', mark: 'waiting', note: 'approval:result' });
    expect(markOf(find(timeline, 'approval/1'))).toBe('waiting');
    apply(timeline, {
      type: 'signal.received',
      path: at,
      signal: 'sig_a' as never,
      key: 'approval:result',
      payload: { value: 1 },
    });
    expect(find(timeline, at).mark).toBe('done');
  });

  it('stops the branches that a join no longer needs', () => {
    const timeline = build({ ...done, path: path('all/1/ann/s/1') } as RunFact);
    began(timeline, 'all/1/bob/s/1');
    apply(timeline, { type: 'join.decided', path: path('all/1'), verdict: 'met', order: ['ann'] });
    expect(find(timeline, 'all/1/bob/s/1').mark).toBe('stopped');
    expect(find(timeline, 'all/1')).toMatchObject({ kind: 'join', mark: 'done' });
    expect(find(timeline, 'all/1/ann')).toMatchObject({ kind: 'branch' });
  });

  it('leaves nothing open when the run has ended', () => {
    const timeline = build({ type: 'wait.started', path: path('wait/1'), until: 9 });
    began(timeline, 'turn/1/model/1');
    apply(timeline, { type: 'run.cancelled', reason: 'no', stoppedAt: [] });
    expect([find(timeline, 'wait/1').mark, find(timeline, 'turn/1/model/1').mark]).toEqual(['stopped', 'stopped']);
  });

  it('names artefacts, records and children where they stand', () => {
    const child = RunId.parse(toIdText('run', 1, none));
    const at = path('child/1');
    const timeline = build(
      { type: 'domain.recorded', path: path('vote/1'), name: 'vote.cast', data: { value: 1 } },
      { type: 'child.started', path: at, child },
      { type: 'child.finished', path: at, child, status: 'failed' },
    );
    expect(find(timeline, 'vote/1')).toMatchObject({ kind: 'record', note: 'vote.cast' });
    expect(find(timeline, at)).toMatchObject({ kind: 'child', mark: 'failed', note: child });
  });
});

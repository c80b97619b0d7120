import { createHash } from 'node:crypto';
import {
  AgentId,
  Hash,
  type RunEvent,
  type RunFact,
  RunId,
  StepPath,
  TenantId,
  toIdText,
  UserId,
} from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { widthOf } from './fit-text.ts';
import { renderTree } from './render-tree.ts';
import { RunTimeline } from '@tutti/protocol';
import { createStyle } from './style.ts';

const zero = new Uint8Array(16);
const tenant = TenantId.parse(toIdText('ten', 0, zero));
const run = RunId.parse(toIdText('run', 0, zero));
const hash = Hash.parse(createHash('sha256').update('').digest('hex'));
const look = { style: createStyle(false), columns: 100, now: 5_000, wordsLabel: 'rehearsal', detailed: false };
const path = (text: string) => StepPath.parse(text);
const at = (seq: number, fact: RunFact): RunEvent => ({ tenant, run, seq, at: seq * 1_000, hash, ...fact });

function submitted(pattern: string, agents: string[]): RunEvent {
  return at(1, {
    type: 'run.submitted',
    program: 'team',
    title: 'goal',
    input: { value: { goal: 'goal', agents, pattern } },
    labels: [],
    priority: 'normal',
    by: UserId.parse(toIdText('usr', 0, zero)),
    lineage: run,
    seed: run,
    pins: { value: null },
  });
}

function done(seq: number, where: string, facts: Partial<Extract<RunFact, { type: 'step.completed' }>>): RunEvent {
  return at(seq, {
    type: 'step.completed',
    path: path(where),
    name: 'model',
    kind: 'model',
    effect: 'read',
    inputHash: hash,
    attempts: 1,
    startedAt: (seq - 1) * 1_000,
    output: { value: { text: 'First this.\nThen that.', toolCalls: [], labels: [] } },
    labels: [{ source: 'rehearsal' }],
    usage: { inputTokens: 10, outputTokens: 2, costNanoUsd: 0 },
    model: 'rehearsal',
    ...facts,
  });
}

function treeOf(...events: RunEvent[]): RunTimeline {
  const tree = new RunTimeline();
  for (const event of events) tree.apply(event);
  return tree;
}

const ann = AgentId.parse('ann');
const bob = AgentId.parse('bob');

describe('the tree of a run', () => {
  it('shows each turn with its steps, and who has not begun', () => {
    const tree = treeOf(
      submitted('sequential', ['ann', 'bob']),
      done(2, 'turn/1/model/1', { agent: ann }),
      done(3, 'turn/1/tool/1', {
        agent: ann,
        kind: 'tool',
        tool: 'calculate',
        effect: 'pure',
        attempts: 2,
        usage: undefined,
      }),
    );
    expect(renderTree(tree, look)).toEqual([
      '  ● ann',
      '    ● model rehearsal  12 tokens  1.0 s  [rehearsal] First this. Then that.',
      '    ● tool calculate  1.0 s  attempt 2  pure',
      '  ○ bob',
    ]);
  });

  it('streams the last line of words that are still coming, marked as rehearsed', () => {
    const tree = treeOf(submitted('parallel', ['ann', 'bob']));
    const step = { run, path: path('all/1/bob/turn/1/model/1'), attempt: 1 } as const;
    tree.hear({ type: 'step.began', ...step, kind: 'model', name: 'model', agent: bob, what: 'rehearsal', at: 4_000 });
    tree.hear({ type: 'delta', ...step, offset: 0, text: 'First this.\nThen' });
    tree.hear({ type: 'delta', ...step, offset: 16, text: ' that' });
    expect(renderTree(tree, look)).toEqual([
      '  ◐ bob',
      '    ◐ model rehearsal  1.0 s  [rehearsal] Then that',
      '  ○ ann',
    ]);
    tree.hear({ type: 'delta', ...step, attempt: 2, offset: 0, text: 'Anew' });
    expect(renderTree(tree, look)[1]).toBe('    ◐ model rehearsal  1.0 s  attempt 2  [rehearsal] Anew');
  });

  it('marks words as rehearsed also where the step was stopped before its outcome was recorded', () => {
    const tree = treeOf(submitted('sequential', []));
    const step = { run, path: path('turn/1/model/1'), attempt: 1 } as const;
    tree.hear({ type: 'step.began', ...step, kind: 'model', name: 'model', agent: ann, what: 'rehearsal', at: 4_000 });
    tree.hear({ type: 'delta', ...step, offset: 0, text: 'First this.' });
    tree.apply(at(5, { type: 'run.cancelled', reason: 'enough', stoppedAt: [step.path] }));
    expect(renderTree(tree, look)).toEqual(['  ■ ann', '    ■ model rehearsal  1.0 s  [rehearsal] First this.']);
  });

  it('shows doubts, retries and what was stopped', () => {
    const failure = { code: 'step_failed', message: 'no answer' } as const;
    const tree = treeOf(
      submitted('parallel', []),
      at(2, { type: 'effect.doubted', path: path('pay/1'), key: 'k', cause: 'crash' }),
      at(3, { type: 'step.retried', path: path('all/1/ann/ask/1'), attempt: 1, error: failure, resumeAt: 9 }),
    );
    expect(renderTree(tree, look)).toEqual([
      '  ? pay  in doubt: crash',
      '  ◌ ann',
      '    ◌ ask  attempt 2  attempt 1 failed: no answer',
    ]);
    tree.apply(at(4, { type: 'join.decided', path: path('all/1'), verdict: 'met', order: ['bob'] }));
    expect(renderTree(tree, look)[1]).toBe('  ■ ann');
  });

  it('never writes a line that is wider than the terminal, and passes no control code on', () => {
    const words = `${'wide 港口 '.repeat(40)}\u001b[2J`;
    const tree = treeOf(
      submitted('sequential', []),
      done(2, 'turn/1/model/1', { agent: ann, output: { value: { text: words } } }),
    );
    const [, line = ''] = renderTree(tree, { ...look, columns: 70 });
    expect(widthOf(line)).toBeLessThanOrEqual(70);
    expect(line).toContain('[rehearsal] wide');
    expect(line).not.toMatch(/\p{Cc}/u);
  });

  it('tells the paths, effects and labels when it is asked for details', () => {
    const tree = treeOf(submitted('sequential', []), done(2, 'turn/1/model/1', { agent: ann }));
    expect(renderTree(tree, { ...look, detailed: true })[1]).toBe(
      '    ● model rehearsal  12 tokens  1.0 s  read  labels rehearsal  turn/1/model/1',
    );
  });
});

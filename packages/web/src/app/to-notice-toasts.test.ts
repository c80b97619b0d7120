import { RunId } from '@tutti/protocol';
import type { TaskNotice } from '@tutti/protocol/api';
import { describe, expect, it } from 'vitest';
import { toNoticeToasts } from './to-notice-toasts.ts';

const runs = ['a', 'b', 'c'].map((letter) => RunId.parse(`run_${'0'.repeat(35)}${letter}`));
const notice = (over: Partial<TaskNotice>, run = runs[0]!): TaskNotice => ({
  cursor: 1,
  run,
  event: 'step.completed',
  status: 'running',
  title: 'Release notes',
  approvals: 0,
  at: '2026-11-21T10:00:00.000Z',
  ...over,
});

describe('toNoticeToasts', () => {
  it('tells the end of a run, and how it ended', () => {
    expect(toNoticeToasts([notice({ event: 'run.failed', status: 'failed' })], new Map())).toMatchObject([
      { tone: 'danger', body: 'Release notes', run: runs[0] },
    ]);
  });

  it('tells once that a run waits, however often it is heard of', () => {
    const known = new Map();
    expect(toNoticeToasts([notice({ approvals: 1 })], known)).toHaveLength(1);
    expect(toNoticeToasts([notice({ approvals: 1 })], known)).toHaveLength(0);
    expect(toNoticeToasts([notice({ approvals: 2 })], known)).toHaveLength(1);
    expect(toNoticeToasts([notice({ approvals: 0 })], known)).toHaveLength(0);
    expect(toNoticeToasts([notice({ approvals: 1 })], known)).toHaveLength(1);
  });

  it('says nothing about what goes on as it should', () => {
    expect(toNoticeToasts([notice({}), notice({ event: 'run.started' })], new Map())).toEqual([]);
  });

  it('tells many at once in one line', () => {
    const ended = runs.map((run) => notice({ event: 'run.completed', status: 'completed' }, run));
    expect(toNoticeToasts(ended, new Map())).toMatchObject([{ run: undefined, tone: 'neutral' }]);
  });
});

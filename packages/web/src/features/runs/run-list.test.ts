import { RunId } from '@tutti/protocol';
import type { RunView } from '@tutti/protocol/api';
import { describe, expect, it } from 'vitest';
import { changeRunList, type RunList } from './run-list.ts';

const row = (number: number, status: RunView['status'] = 'completed'): RunView => ({
  run: RunId.parse(`run_${String(number).padStart(36, '0')}`),
  title: `Task ${number}`,
  program: 'team',
  status,
  priority: 'normal',
  submittedAt: '2030-01-01T00:00:00Z',
  updatedAt: '2030-01-01T00:00:00Z',
  steps: { completed: 0, failed: 0, retried: 0 },
  usage: { inputTokens: 0, outputTokens: 0, usd: '0' },
  rehearsed: false,
  approvals: 0,
  doubts: 0,
});
const titles = (list: RunList | undefined) => list?.rows.map(({ title }) => title);
const first = (...numbers: number[]) =>
  changeRunList(undefined, { type: 'newest', page: { items: numbers.map((n) => row(n)), next: 'more' }, hold: false });

describe('the list of runs', () => {
  it('puts new runs on top, and holds them back while somebody reads', () => {
    const page = { items: [row(4), row(3), row(2)], next: 'more' };
    expect(titles(changeRunList(first(3, 2, 1), { type: 'newest', page, hold: false }))).toEqual([
      'Task 4',
      'Task 3',
      'Task 2',
      'Task 1',
    ]);
    const held = changeRunList(first(3, 2, 1), { type: 'newest', page, hold: true });
    expect(titles(held)).toEqual(['Task 3', 'Task 2', 'Task 1']);
    expect(titles(changeRunList(held, { type: 'released' }))?.[0]).toBe('Task 4');
  });

  it('drops what does not match any more, and keeps what lies behind the page', () => {
    const older = changeRunList(first(5, 4), { type: 'older', page: { items: [row(3), row(2)], next: null } });
    const page = { items: [row(5), row(3)], next: 'more' };
    expect(titles(changeRunList(older, { type: 'newest', page, hold: false }))).toEqual(['Task 5', 'Task 3', 'Task 2']);
  });

  it('begins again where so much is new that there would be a hole', () => {
    const page = { items: [row(90), row(89)], next: 'more' };
    expect(titles(changeRunList(first(2, 1), { type: 'newest', page, hold: true }))).toEqual(['Task 90', 'Task 89']);
  });

  it('never shows a run twice', () => {
    const list = changeRunList(first(3, 2), { type: 'older', page: { items: [row(2), row(1)], next: null } });
    expect(titles(list)).toEqual(['Task 3', 'Task 2', 'Task 1']);
  });

  it('shows a status that was told before the figures are there', () => {
    const { run } = row(2);
    const notice = {
      cursor: 1,
      run,
      event: 'run.failed',
      status: 'failed',
      title: '',
      approvals: 0,
      at: '2030-01-02T00:00:00Z',
    } as const;
    expect(changeRunList(first(3, 2), { type: 'notices', notices: [notice] })?.rows[1]?.status).toBe('failed');
  });
});

import { WorkerId } from '@tutti/protocol';
import type { WorkerView } from '@tutti/protocol/api';
import { describe, expect, it } from 'vitest';
import { widthOf } from './fit-text.ts';
import { renderWorkers } from './render-workers.ts';

const worker = (over: Partial<WorkerView>): WorkerView => ({
  worker: WorkerId.parse(`wrk_${'0'.repeat(36)}`),
  name: 'harbour:4711',
  roles: ['server', 'worker'],
  state: 'at_work',
  build: '1.0.0',
  pid: 4711,
  host: 'harbour',
  room: 100,
  driving: 3,
  programs: ['team'],
  startedAt: '2030-01-01T00:00:00.000Z',
  quietMs: 400,
  lostRuns: 0,
  takenOver: 0,
  ...over,
});
const render = (...workers: WorkerView[]) => renderWorkers(workers, { columns: 80, color: false });

describe('the table of workers', () => {
  it('says of each its name, its state, its runs, when it was heard of, and its roles', () => {
    expect(render(worker({}))).toEqual([
      'WORKER        STATE            RUNS    HEARD OF  ROLES',
      'harbour:4711  at work         3/100    just now  server, worker',
    ]);
  });

  it('says of a process that drives nothing that it has no runs', () => {
    expect(render(worker({ room: 0, driving: 0, roles: ['server'] }))[1]).toMatch(/ at work +– +just now  server$/);
  });

  it('says how a worker ended, who found it lost, and which runs changed hands', () => {
    const lost = { state: 'lost', endedAt: '2030-01-01T12:00:00.000Z', endedBy: 'quay:1', lostRuns: 3 } as const;
    const [, , end, hands, , taken] = render(
      worker({ ...lost, driving: 0, quietMs: 65_000 }),
      worker({ takenOver: 1, roles: ['worker'] }),
    );
    expect(end).toMatch(/^ {2}ended 20[\d-]+ [\d:]+, found lost by quay:1$/);
    expect(hands).toBe('  lost 3 runs to others');
    expect(taken).toBe('  freed 1 run of lost workers');
  });

  it.each([
    [3_000, '3 s ago'],
    [3_599_999, '59 min ago'],
    [86_399_999, '23 h ago'],
    [86_400_000, '1 d ago'],
  ])('says of one that was quiet for %d ms that it was heard of %s', (quietMs, text) => {
    expect(render(worker({ quietMs }))[1]).toContain(`  ${text}  `);
  });

  it('fits 80 columns, whatever a worker is called, and lets no control code through', () => {
    const name = `\u001b[2J${'long-name-'.repeat(18)}:1`;
    const view = { name, endedBy: name, endedAt: '2030-01-01T12:00:00.000Z', lostRuns: 12_345, takenOver: 12_345 };
    const lines = render(worker({ ...view, driving: 10_000, room: 10_000, quietMs: 59 * 60_000 }), worker({}));
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(80);
    expect(lines.join('')).not.toContain('\u001b');
  });
});

import { WorkerId } from '@tutti/protocol';
import type { WorkerView } from '@tutti/protocol/api';
import { describe, expect, it } from 'vitest';
import { checkWorkers } from '../doctor/check-workers.ts';
import { createRecordedTerminal } from '../testing/recorded-terminal.ts';
import { warnUndriven } from './warn-undriven.ts';

const worker = (over: Partial<WorkerView>): WorkerView => ({
  worker: WorkerId.parse(`wrk_${'0'.repeat(36)}`),
  name: 'harbour:1',
  roles: ['worker'],
  state: 'at_work',
  build: 'test',
  pid: 1,
  host: 'harbour',
  room: 10,
  driving: 0,
  programs: [],
  startedAt: '2030-01-01T00:00:00Z',
  quietMs: 0,
  lostRuns: 0,
  takenOver: 0,
  ...over,
});
const server = worker({ name: 'quay:2', roles: ['server'], room: 0 });

async function warn(listWorkers: () => Promise<readonly WorkerView[]>): Promise<string> {
  const terminal = createRecordedTerminal();
  await warnUndriven({ terminal }, { listWorkers });
  return terminal.errText;
}

describe('a run that is left to others', () => {
  it.each([
    ['nobody', []],
    ['only a server without a worker', [server]],
    ['only one that drains', [worker({ state: 'draining' })]],
    ['only one that was lost', [worker({ state: 'lost' })]],
  ])('is told to wait where %s is at work', async (_who, workers) => {
    expect(await warn(async () => workers)).toContain('Start a worker: tutti worker');
  });

  it('needs no word where somebody drives, or where that may not be asked', async () => {
    expect(await warn(async () => [server, worker({})])).toBe('');
    expect(await warn(async () => Promise.reject(new Error('forbidden')))).toBe('');
  });
});

describe('the doctor', () => {
  it('says who is at work, and who of them drives nothing', () => {
    expect(checkWorkers([])).toMatchObject({ text: 'nobody is at work' });
    expect(checkWorkers([worker({}), server, worker({ state: 'ended' })])).toEqual({
      about: 'workers',
      state: 'note',
      text: '2 at work: harbour:1, quay:2 (drives none)',
    });
  });

  it('warns where servers are at work and nobody drives', () => {
    expect(checkWorkers([server])).toMatchObject({ state: 'warning', remedy: expect.stringContaining('tutti worker') });
  });
});

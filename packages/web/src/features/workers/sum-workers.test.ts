import { WorkerId } from '@tutti/protocol';
import type { WorkerView } from '@tutti/protocol/api';
import { expect, it } from 'vitest';
import { sumWorkers } from './sum-workers.ts';

const worker = (state: WorkerView['state'], driving: number): WorkerView => ({
  worker: WorkerId.parse(`wrk_${'0'.repeat(36)}`),
  name: 'harbour:1',
  roles: ['worker'],
  state,
  build: 'test',
  pid: 1,
  host: 'harbour',
  room: 10,
  driving,
  programs: [],
  startedAt: '2030-01-01T00:00:00Z',
  quietMs: 0,
  lostRuns: 0,
  takenOver: 0,
});

it('those that drain still drive what they have, and those that are gone drive nothing', () => {
  const workers = [worker('at_work', 2), worker('draining', 3), worker('ended', 0), worker('lost', 4)];
  expect(sumWorkers(workers)).toEqual({ atWork: 1, driving: 5 });
  expect(sumWorkers([])).toEqual({ atWork: 0, driving: 0 });
});

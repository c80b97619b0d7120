import type { RunEvent } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { toCoordinationSession } from './coordination-session.ts';
import { measureRun } from './measure-run.ts';

const at = (time: number, event: object) => ({ at: time, ...event }) as RunEvent;
const call = (agent: string, [startedAt, end]: readonly [number, number], type = 'step.completed') =>
  at(end, { type, kind: 'model', agent, startedAt, path: `turn/${agent}`, error: { code: 'internal', message: 'no' } });

const events = [
  at(1_000, { type: 'run.submitted' }),
  at(1_100, { type: 'model.routed', agent: 'ann', path: 'turn/ann' }),
  at(1_100, { type: 'model.routed', agent: 'bob', path: 'turn/bob' }),
  at(1_200, { type: 'model.routed', agent: 'dan', path: 'turn/dan' }),
  call('ann', [1_100, 1_500]),
  call('bob', [1_300, 1_700]),
  call('cid', [1_800, 1_900], 'step.failed'),
  at(2_000, { type: 'run.completed' }),
];

describe('what a run is measured by', () => {
  it('is what it has recorded', () => {
    const measured = measureRun({
      goal: 'Say when boats leave',
      events,
      contributions: [
        { by: 'ann', text: 'A first thought.' },
        { by: 'bob', text: 'Boats leave at noon.' },
        { by: 'ann', text: 'I think that boats leave at noon.' },
      ],
    });
    expect(measured).toMatchObject({
      executionTimeMs: 1_000,
      agentsUsed: ['ann', 'bob', 'dan', 'cid'],
      successfulAgents: ['ann', 'bob'],
      qualityVariance: 0,
      consensusAnalysis: { agreement: 1, answers: 2 },
    });
    // From 1100 to 1700, where two are at work once, and from 1800 to 1900.
    expect(measured.coordinationEfficiency).toBeCloseTo(0.7);
  });

  it('varies with what the checks tell apart', () => {
    const contributions = [
      { by: 'ann', text: 'So 2 + 2 = 4.' },
      { by: 'bob', text: 'So 2 + 2 = 5.' },
    ];
    // One has all points, the other one half of them.
    expect(measureRun({ goal: 'Add', events, contributions }).qualityVariance).toBeCloseTo(0.0625);
    expect(measureRun({ goal: 'Add', events: [], contributions: [] })).toMatchObject({
      executionTimeMs: 0,
      coordinationEfficiency: 1,
      qualityVariance: 0,
    });
  });
});

describe('a session', () => {
  const state = (status: string) =>
    ({ run: 'run_1', status, usage: { costNanoUsd: 0 } }) as unknown as Parameters<typeof toCoordinationSession>[0];

  it('tells who is at work, who is done and who failed', () => {
    const session = toCoordinationSession(state('running'), events.slice(0, -1), 2_500);
    expect(session.agents).toEqual([
      { agent: 'ann', status: 'done', calls: 1 },
      { agent: 'bob', status: 'done', calls: 1 },
      { agent: 'dan', status: 'working', calls: 0 },
      { agent: 'cid', status: 'failed', calls: 1 },
    ]);
    expect(session.elapsedMs).toBe(1_500);
  });

  it('ends with its run: a call that was under way came to nothing', () => {
    const session = toCoordinationSession(state('completed'), events, 9_000);
    expect(session.elapsedMs).toBe(1_000);
    expect(session.agents.find(({ agent }) => agent === 'dan')?.status).toBe('failed');
  });
});

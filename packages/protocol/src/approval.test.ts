import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyRunEvent } from './apply-run-event.ts';
import {
  ApprovalAnswer,
  ApprovalRequest,
  countOpenApprovals,
  listOpenApprovals,
  parseApprovalId,
  toApprovalId,
} from './approval.ts';
import { type Hash, RunId, type StepPath, TenantId, toIdText } from './ids.ts';
import type { Json } from './json.ts';
import type { RunEvent, RunFact } from './run-event.ts';
import type { RunState } from './run-state.ts';

const none = new Uint8Array(16);
const tenant = TenantId.parse(toIdText('ten', 0, none));
const run = RunId.parse(toIdText('run', 0, none));
const subject = 'a'.repeat(64) as Hash;
const path = (text: string) => text as StepPath;

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
const request = { approval: 'Deploy it?', subject, shows: { to: 'production' }, decisions: ['approved', 'rejected'] };
const asked = (at: string, about: Json = request): RunFact => ({
  type: 'wait.started',
  path: path(at),
  key: 'approval:deploy',
  about,
});
const intended: RunFact = {
  type: 'effect.intended',
  path: path('pay/1'),
  name: 'pay',
  effect: 'irreversible',
  key: 'k',
  attempt: 2,
  inputHash: subject,
};
const doubted: RunFact = { type: 'effect.doubted', path: path('pay/1'), key: 'k', cause: 'crash', message: 'lost' };

function fold(...facts: RunFact[]): RunState {
  let state: RunState | undefined;
  for (const [index, fact] of [submitted, ...facts].entries()) {
    const seq = index + 1;
    state = applyRunEvent(state, { tenant, run, seq, at: 1_000 + seq, hash: subject, ...fact } as RunEvent);
  }
  if (!state) throw new Error('nothing was folded');
  return state;
}

describe('what waits for a person', () => {
  it('is every wait for an approval and every doubt, the oldest first', () => {
    const state = fold(intended, asked('approval/1/wait/1'), doubted);
    expect(listOpenApprovals(state)).toEqual([
      {
        kind: 'request',
        id: toApprovalId(run, 'approval/1/wait/1'),
        run,
        path: 'approval/1/wait/1',
        key: 'approval:deploy',
        title: 'Deploy it?',
        subject,
        since: 1_003,
        shows: { to: 'production' },
        decisions: ['approved', 'rejected'],
      },
      {
        kind: 'doubt',
        id: toApprovalId(run, 'pay/1'),
        run,
        path: 'pay/1',
        title: 'Did "pay" happen? a goal',
        subject: 'k#2',
        since: 1_004,
        attempt: 2,
        cause: 'crash',
        message: 'lost',
      },
    ]);
    expect(countOpenApprovals(state)).toBe(2);
  });

  it('is neither a wait about something else nor one for a time', () => {
    const { decisions: _, ...incomplete } = request;
    const time: RunFact = { type: 'wait.started', path: path('sleep/1'), until: 9 };
    const state = fold(asked('w/1', 'a number, please'), asked('w/2', incomplete), asked('w/3', null), time);
    expect(listOpenApprovals(state)).toEqual([]);
    expect(countOpenApprovals(state)).toBe(0);
  });

  it.each<[string, RunFact]>([
    [
      'it is answered',
      { type: 'signal.received', path: path('w/1'), signal: 'sig_a' as never, key: 'k', payload: { value: 1 } },
    ],
    ['its time is over', { type: 'timer.fired', path: path('w/1') }],
    ['its run is cancelled', { type: 'run.cancel_requested', reason: 'no' }],
    ['its run is too late', { type: 'run.deadline_exceeded' }],
  ])('waits no longer when %s', (_, fact) => {
    expect(countOpenApprovals(fold(asked('w/1')))).toBe(1);
    expect(listOpenApprovals(fold(asked('w/1'), fact))).toEqual([]);
  });

  it('still waits after an answer that was refused, and while the run is paused', () => {
    const refused: RunFact = {
      type: 'signal.refused',
      path: path('w/1'),
      signal: 'sig_a' as never,
      key: 'k',
      message: 'no',
    };
    expect(countOpenApprovals(fold(asked('w/1'), refused, { type: 'run.paused', reason: 'lunch' }))).toBe(1);
  });

  it('is counted as it is listed', () => {
    const about = fc.oneof(fc.constant<Json>(request), fc.jsonValue() as fc.Arbitrary<Json>);
    fc.assert(
      fc.property(fc.array(about, { maxLength: 5 }), fc.boolean(), (abouts, isDoubted) => {
        const waits = abouts.map((each, index) => asked(`w/${index + 1}`, each));
        const state = fold(...waits, ...(isDoubted ? [intended, doubted] : []));
        expect(countOpenApprovals(state)).toBe(listOpenApprovals(state).length);
      }),
    );
  });
});

describe('the id of an approval', () => {
  it('names run and path, whatever stands in the path, and holds only what an address may hold', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 300, unit: 'grapheme' }), (text) => {
        const id = toApprovalId(run, text);
        expect(id).toBe(encodeURIComponent(id));
        expect(parseApprovalId(id)).toEqual({ run, path: text.toWellFormed() });
      }),
    );
  });

  it.each(['', 'x', run, `${run}~`, `${run}~a/b`, `${run}~.2`, `${run}~.2F`, `run_x~a`, `~a`])(
    'is refused where it is none: %s',
    (id) => {
      expect(parseApprovalId(id)).toBeUndefined();
    },
  );
});

describe('an approval', () => {
  it('offers at least one decision, and is answered about a subject', () => {
    expect(ApprovalRequest.safeParse(request).success).toBe(true);
    expect(ApprovalRequest.safeParse({ ...request, decisions: [] }).success).toBe(false);
    expect(ApprovalRequest.safeParse({ ...request, subject: 'x' }).success).toBe(false);
    expect(ApprovalAnswer.safeParse({ decision: 'approved' }).success).toBe(false);
    expect(ApprovalAnswer.safeParse({ decision: 'happened', subject }).success).toBe(false);
    expect(ApprovalAnswer.parse({ decision: 'revise', subject, path: 'w/1' })).toMatchObject({ path: 'w/1' });
  });
});

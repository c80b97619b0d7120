/** A journal for tests: a run that is submitted, started, takes steps, and may end. */
import { type RunEvent, RunId } from '@tutti/protocol';
import { parseWireEvent } from '@tutti/protocol/api';

export const RUN = RunId.parse(`run_${'0'.repeat(36)}`);
const TENANT = `ten_${'0'.repeat(36)}`;
const WORKER = `wrk_${'0'.repeat(36)}`;
const HASH = '0'.repeat(64);

export function createEvents({ steps, ends = false }: { steps: number; ends?: boolean }): RunEvent[] {
  const facts = [
    {
      type: 'run.submitted',
      program: 'team',
      title: 'Sleep',
      input: { value: {} },
      labels: [],
      priority: 'normal',
      lineage: RUN,
      seed: 's',
      pins: { value: null },
    },
    { type: 'run.started', worker: WORKER, epoch: 1, build: 'test', program: { name: 'team', version: 1 } },
    ...Array.from({ length: steps }, (_, index) => ({
      type: 'step.completed',
      path: `step/${index + 1}`,
      name: 'step',
      kind: 'step',
      effect: 'read',
      inputHash: HASH,
      attempts: 1,
      startedAt: index,
      output: { value: index },
    })),
    ...(ends ? [{ type: 'run.completed', output: { value: null }, labels: [] }] : []),
  ];
  return toEvents(facts);
}

/** A journal of nothing but these. */
export function toEvents(facts: readonly object[]): RunEvent[] {
  return facts.map((fact, index) =>
    parseWireEvent({ ...fact, tenant: TENANT, run: RUN, seq: index + 1, at: index, hash: HASH }),
  );
}

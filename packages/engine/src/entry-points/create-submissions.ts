/** How a run begins: from a request, or from the journal of one that has ended. */
import { type Principal, RunId } from '@tutti/protocol';
import { RunError } from '../errors.ts';
import type { NewRun } from '../ports/journal.ts';
import type { DrivePorts } from '../run/drive-ports.ts';
import { createRun } from '../run/new-run.ts';
import { openEntries } from '../run/open-run.ts';
import { readEvents } from '../run/read-run.ts';
import { assertNoChildEffects } from '../run/retry-children.ts';
import { createRetry, RetryRequest } from '../run/retry-run.ts';
import { type RunRequest, toRunWish } from '../run/run-request.ts';
import { assertRight } from './assert-right.ts';
import { newId } from './new-id.ts';
import { parseInput } from './parse-input.ts';

export interface Submissions {
  submit(principal: Principal, request: RunRequest): Promise<RunId>;
  /** Starts a new run from the journal of one that has ended. The same `next` twice is one run. */
  retry(principal: Principal, run: RunId, request: Partial<RetryRequest>, next?: RunId): Promise<RunId>;
}

export interface SubmissionDesk {
  readonly gate: { readonly closed: boolean };
  poke(): void;
}

export function createSubmissions(ports: DrivePorts, { gate, poke }: SubmissionDesk): Submissions {
  const { store, clock, redact, programs, live } = ports;
  const assertMay = (principal: Principal) => {
    assertRight(principal, 'use');
    if (gate.closed) throw new RunError('engine_closed', 'the engine is shutting down', { nothingHappened: true });
  };
  const submit = async (created: NewRun) => {
    const { tenant, run, entries } = created;
    if ((await store.submit(created)) !== 'created') return;
    // All of them: whoever follows it already takes them for everything that there is.
    live.publish({ type: 'events', run, events: openEntries({ tenant, run, seq: 0, hash: undefined }, entries) });
  };
  return {
    async submit(principal, request) {
      assertMay(principal);
      const run = request.run ?? RunId.parse(newId(ports, 'run'));
      parseInput(programs.getNewest(request.program).input, request.input);
      const submitted = submit(createRun(toRunWish(principal, run, request), clock.now(), redact));
      poke();
      await submitted;
      return run;
    },
    async retry(principal, run, ...[request, next = RunId.parse(newId(ports, 'run'))]) {
      assertMay(principal);
      const wish = parseInput(RetryRequest, request);
      const events = await Array.fromAsync(readEvents(store, { tenant: principal.tenant, run }));
      const retried = createRetry(events, { ...wish, run: next }, ports);
      if (!wish.repeatEffect) await assertNoChildEffects(ports, { tenant: principal.tenant, events, wish });
      await submit(retried);
      return next;
    },
  };
}

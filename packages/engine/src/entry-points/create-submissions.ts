/** How a run begins: from a request, or from the journal of one that has ended. */
import { type Agent, type Principal, RunId } from '@tutti/protocol';
import { AgentFailedError } from '../agents/runtime/agent-failed-error.ts';
import { mayWorkElsewhere } from '../agents/runtime/choose-runtime.ts';
import { RunError } from '../errors.ts';
import type { NewRun } from '../ports/journal.ts';
import type { Runtimes } from '../ports/runtime.ts';
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
  /** Absent: whether those that work elsewhere can is found out when their turn comes. */
  readonly runtimes?: Pick<Runtimes, 'view'> | undefined;
  readonly gate: { readonly closed: boolean };
  poke(): void;
}

export function createSubmissions(ports: DrivePorts, { gate, poke, runtimes }: SubmissionDesk): Submissions {
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
      if (runtimes) await assertReady(request.agents ?? [], runtimes);
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

/** What somebody has to set is said at once, not after others have worked. */
async function assertReady(agents: readonly Agent[], runtimes: Pick<Runtimes, 'view'>): Promise<void> {
  for (const agent of agents.filter(mayWorkElsewhere)) {
    const { state, missing } = await runtimes.view(agent);
    if (state !== 'not_configured') continue;
    const message = missing ?? `nothing says where ${agent.id} works`;
    throw new AgentFailedError('agent_not_configured', message, { nothingHappened: true });
  }
}

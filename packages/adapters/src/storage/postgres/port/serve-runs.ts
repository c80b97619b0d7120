/** What drives runs. */
import type { Accounts, Journal, RunQueue } from '@tutti/engine';
import type { StoreCalls } from '../store-calls.ts';

type Runs = Journal & Omit<RunQueue, 'isLeaseHeld' | 'listen'> & Pick<Accounts, 'reserve'>;

export function serveRuns(calls: StoreCalls): Runs {
  return {
    submit: (run) => calls.write((writer) => writer.submit(run)),
    append: (append) => calls.write(async (writer) => void (await writer.append(append))),
    park: (append, waits) =>
      calls.write(async (writer) => ((await writer.append(append, waits)) === 'parked' ? 'parked' : 'signal_waiting')),
    claim: (tenant, run, worker) => calls.write((writer) => writer.claim({ tenant, run }, worker)),
    claimReady: (worker, wish) => calls.write((writer) => writer.claimReady(worker, wish)),
    release: (tenant, run, hold) => calls.write((writer) => writer.release({ tenant, run }, hold)),
    signal: (tenant, run, signal) => calls.write((writer) => writer.signal({ tenant, run }, signal)),
    pendingSignals: (tenant, run) => calls.read(({ library }) => library.pendingSignals(tenant, run)),
    reserve: (reservation) => calls.write((writer) => writer.reserve(reservation)),
  };
}

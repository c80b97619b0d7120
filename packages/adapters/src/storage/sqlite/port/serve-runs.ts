/** What drives runs: all of it is decided by the writer. */
import type { Accounts, Journal, RunQueue } from '@tutti/engine';
import { CONTROL_KEY } from '@tutti/protocol';
import * as rows from '../../rows/parse-rows.ts';
import type { StoreCalls } from '../store-calls.ts';
import { toAppendOp, toSignalCells, toSubmitOp, toWaitCells } from '../to-write-op.ts';

type Runs = Journal & Omit<RunQueue, 'isLeaseHeld' | 'listen'> & Pick<Accounts, 'reserve'>;

export function serveRuns(calls: StoreCalls): Runs {
  return {
    submit: (run) => calls.write('submit', toSubmitOp(run), run.by?.run ?? run.run),
    append: (append) => calls.write('append', toAppendOp(append), append.run),
    park: (append, waits) => calls.write('park', { append: toAppendOp(append), waits: toWaitCells(waits) }, append.run),
    async claim(tenant, run, worker) {
      const claimed = await calls.write('claim', { tenant, run, worker }, run);
      return calls.parse(() => rows.toClaimedRun(claimed));
    },
    async claimReady(worker, { limit, can, mostPerTenant }) {
      const { runs, nextReadyAt } = await calls.write('claimReady', { worker, limit, can, mostPerTenant });
      return calls.parse(() => ({ runs: runs.map(rows.toClaimedRun), nextReadyAt }));
    },
    release: (tenant, run, hold) => calls.write('release', { tenant, run, ...hold, keys: [CONTROL_KEY] }, run),
    signal: (tenant, run, signal) => calls.write('signal', { tenant, ...toSignalCells(run, signal) }, run),
    async pendingSignals(tenant, run) {
      const bodies = await calls.write('pendingSignals', { tenant, run }, run);
      return calls.parse(() => bodies.map(rows.parseSignal));
    },
    reserve: ({ tenant, run, epoch, id, amount, accounts = [] }) =>
      calls.write('reserve', { tenant, run, epoch, id, amount, accounts }, run),
  };
}

import { addRemark } from './add-remark.ts';
import { addKey, revokeKey } from './api-keys.ts';
import { appendEntries } from './append-entries.ts';
import { claimReadyRuns } from './claim-ready.ts';
import { claimRun } from './claim-run.ts';
import { announce, endWorkers, keepFact, listWorkers } from './fleet.ts';
import { listPendingSignals, signalRun } from './deliver-signal.ts';
import { keepRequest } from './keep-request.ts';
import { parkRun, releaseRun } from './park-run.ts';
import { reserveAmount, setLimit } from './reserve-amount.ts';
import { addSession, extendSession, removeSession } from './sessions.ts';
import { submitRun } from './submit-run.ts';
import type { WriteOp } from './write-op.ts';
import type { Writing } from './writing.ts';

/** Throws a Refusal, having written nothing, or a failure of SQLite, perhaps having written a part. */
export function applyOp(writing: Writing, { kind, op }: WriteOp): unknown {
  switch (kind) {
    case 'append':
      return appendEntries(writing, op);
    case 'submit':
      return submitRun(writing, op);
    case 'park':
      return parkRun(writing, op);
    case 'claim':
      return claimRun(writing, op);
    case 'claimReady':
      return claimReadyRuns(writing, op);
    case 'release':
      return releaseRun(writing, op);
    case 'signal':
      return signalRun(writing, op);
    case 'pendingSignals':
      return listPendingSignals(writing, op);
    case 'reserve':
      return reserveAmount(writing, op);
    case 'setLimit':
      return setLimit(writing, op);
    case 'addRemark':
      return addRemark(writing, op);
    case 'addKey':
      return addKey(writing, op);
    case 'revokeKey':
      return revokeKey(writing, op);
    case 'addSession':
      return addSession(writing, op);
    case 'extendSession':
      return extendSession(writing, op);
    case 'removeSession':
      return removeSession(writing, op);
    case 'keepRequest':
      return keepRequest(writing, op);
    case 'announce':
      return announce(writing, op);
    case 'listWorkers':
      return listWorkers(writing, op);
    case 'endWorkers':
      return endWorkers(writing);
    case 'keepFact':
      return keepFact(writing, op);
    default:
      return kind satisfies never;
  }
}

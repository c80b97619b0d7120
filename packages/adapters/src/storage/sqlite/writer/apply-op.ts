import { setLimit } from './accounts.ts';
import { addAgentVersion } from './add-agent-version.ts';
import { addRemark } from './add-remark.ts';
import { addKey, revokeKey } from './api-keys.ts';
import { appendEntries } from './append-entries.ts';
import { listBudgets, raiseLimit, removeBudget, setBudget } from './budgets.ts';
import { claimReadyRuns } from './claim-ready.ts';
import { claimRun } from './claim-run.ts';
import { putCredential, removeCredential, replaceCredential } from './credentials.ts';
import { announce, endWorkers, keepFact, listWorkers } from './fleet.ts';
import { listPendingSignals, signalRun } from './deliver-signal.ts';
import { keepRequest } from './keep-request.ts';
import { findAnswer, keepAnswer } from './kept-answers.ts';
import { parkRun, releaseRun } from './park-run.ts';
import { correctQuota, readQuotas, takeQuota } from './quotas.ts';
import { reserveAmount } from './reserve-amount.ts';
import { addSession, extendSession, removeSession } from './sessions.ts';
import { submitRun } from './submit-run.ts';
import { writeRows } from './write-rows.ts';
import type { WriteKind, WriteOps } from './write-op.ts';
import type { Writing } from './writing.ts';

type Apply = {
  readonly [Kind in WriteKind]: (writing: Writing, op: WriteOps[Kind][0]) => WriteOps[Kind][1];
};

const APPLY: Apply = {
  append: appendEntries,
  submit: submitRun,
  park: parkRun,
  claim: claimRun,
  claimReady: claimReadyRuns,
  release: releaseRun,
  signal: signalRun,
  pendingSignals: listPendingSignals,
  reserve: reserveAmount,
  setLimit,
  setBudget,
  listBudgets,
  removeBudget,
  raiseLimit,
  takeQuota,
  correctQuota,
  readQuotas,
  putCredential,
  replaceCredential,
  removeCredential,
  findAnswer,
  keepAnswer,
  addRemark,
  addKey,
  revokeKey,
  addSession,
  extendSession,
  removeSession,
  keepRequest,
  announce,
  listWorkers,
  endWorkers,
  keepFact,
  addAgentVersion,
  writeRows,
};

/** Throws a Refusal, having written nothing, or a failure of SQLite, perhaps having written a part. */
export function applyOp<Kind extends WriteKind>(
  writing: Writing,
  { kind, op }: { readonly kind: Kind; readonly op: WriteOps[Kind][0] },
): WriteOps[Kind][1] {
  return APPLY[kind](writing, op);
}

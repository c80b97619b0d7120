/** Ids that differ and rise, without randomness. */
import {
  ApiKeyId,
  type IdPrefix,
  RANDOM_BYTES,
  RemarkId,
  RunId,
  SignalId,
  TaskId,
  TenantId,
  toIdText,
  UserId,
  WorkerId,
} from '@tutti/protocol';

let count = 0;

function nextText(prefix: IdPrefix): string {
  count += 1;
  return toIdText(prefix, 1_750_000_000_000 + count, new Uint8Array(RANDOM_BYTES));
}

export const nextTenant = (): TenantId => TenantId.parse(nextText('ten'));
export const nextRun = (): RunId => RunId.parse(nextText('run'));
export const nextWorker = (): WorkerId => WorkerId.parse(nextText('wrk'));
export const nextSignalId = (): SignalId => SignalId.parse(nextText('sig'));
export const nextTask = (): TaskId => TaskId.parse(nextText('tsk'));
export const nextUser = (): UserId => UserId.parse(nextText('usr'));
export const nextRemarkId = (): RemarkId => RemarkId.parse(nextText('rmk'));
export const nextKeyId = (): ApiKeyId => ApiKeyId.parse(nextText('key'));

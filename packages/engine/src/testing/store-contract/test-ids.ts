/** Ids that differ and rise, without randomness. */
import { type IdPrefix, RANDOM_BYTES, RunId, SignalId, TenantId, toIdText, WorkerId } from '@tutti/protocol';

let count = 0;

function nextText(prefix: IdPrefix): string {
  count += 1;
  return toIdText(prefix, 1_750_000_000_000 + count, new Uint8Array(RANDOM_BYTES));
}

export const nextTenant = (): TenantId => TenantId.parse(nextText('ten'));
export const nextRun = (): RunId => RunId.parse(nextText('run'));
export const nextWorker = (): WorkerId => WorkerId.parse(nextText('wrk'));
export const nextSignalId = (): SignalId => SignalId.parse(nextText('sig'));

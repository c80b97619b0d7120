/** What people said about runs. Append-only, and kept whatever becomes of the run. */
import type { Remark, RunId, TenantId } from '@tutti/protocol';

export interface Remarks {
  /** The same id twice is one remark. Fails with RunNotFoundError. */
  addRemark(remark: Remark): Promise<'added' | 'known'>;
  /** In the order in which they were made. */
  listRemarks(tenant: TenantId, run: RunId): Promise<readonly Remark[]>;
}

/** What people said about the runs of a memory store. */
import type { Remark, RunId, TenantId } from '@tutti/protocol';
import { RunNotFoundError } from '../../errors.ts';
import { type MemoryData, toKey } from './memory-data.ts';

export function addRemark(data: MemoryData, remark: Remark): 'added' | 'known' {
  const { tenant, run, id } = remark;
  if (!data.findRow(tenant, run)) throw new RunNotFoundError(run);
  const key = toKey(tenant, id);
  if (data.remarks.has(key)) return 'known';
  data.remarks.set(key, remark);
  return 'added';
}

export function listRemarks({ remarks }: MemoryData, tenant: TenantId, run: RunId): Remark[] {
  return [...remarks.values()].filter((remark) => remark.tenant === tenant && remark.run === run);
}

/** Quotas as both databases keep them. Loaded by the writer's thread too. */
import { NO_QUOTA_USE, type QuotaLog } from '@tutti/engine/budget/quota-log';

export interface TakeRef {
  /** The number of the row. */
  readonly row: number;
  readonly take: number;
}

export function toTakeId({ row, take }: TakeRef): string {
  return `${row}/${take}`;
}

/** Undefined where it is the id of nothing. */
export function parseTakeId(id: string): TakeRef | undefined {
  const [, row, take] = /^(\d{1,15})\/(\d{1,15})$/.exec(id) ?? [];
  return row === undefined || take === undefined ? undefined : { row: Number(row), take: Number(take) };
}

/** Nobody else writes it. */
export function parseQuotaLog(text: unknown): QuotaLog {
  return typeof text === 'string' ? (JSON.parse(text) as QuotaLog) : NO_QUOTA_USE;
}

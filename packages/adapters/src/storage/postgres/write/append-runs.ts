/** Appends and parks of many runs at once: most need one statement, those that bring more along a transaction. */
import { type Append, FencedError } from '@tutti/engine';
import { CONTROL_KEY, type Wait } from '@tutti/protocol';
import type { Ask } from '../database.ts';
import type { Verdict } from '../lane.ts';
import type { Notices } from '../notices.ts';
import type { RunNumbers } from '../run-numbers.ts';
import { appendAll, type NumberedAppend } from './append-statement.ts';
import { addAttachments, hasAttachments } from './attachments.ts';
import { lockRuns, type RunLocks } from './lock-runs.ts';
import { settleAll } from './reserve-amounts.ts';
import { deliverAll } from './signal-run.ts';

export interface AppendOp {
  readonly append: Append;
  /** The run goes to sleep with it. */
  readonly waits?: readonly Wait[];
}
export type AppendAnswer = 'written' | 'parked' | 'signal_waiting';

interface Placed extends NumberedAppend {
  readonly op: AppendOp;
}

export interface AppendSetting {
  readonly numbers: RunNumbers;
  readonly now: number | undefined;
  readonly notices: Notices;
}

const CONSUME = {
  name: 'consume',
  text: "UPDATE signals s SET consumed = true, body = '' FROM json_to_recordset($1::json) AS w(run bigint, id text) WHERE s.run = w.run AND s.id = w.id",
};
const PENDING = {
  name: 'pending-keys',
  text: 'SELECT run, id, key FROM signals WHERE run = ANY($1::bigint[]) AND NOT consumed',
};
const PARK = {
  name: 'park',
  text: "UPDATE runs SET queue_state = 'parked', owner = NULL, holder = NULL, wake_at = $2, wake_keys = $3 WHERE no = $1",
};

/** Nothing but entries, executions and words. */
export function isPlain({ append, waits }: AppendOp): boolean {
  const { consume = [], settlements = [], notify } = append;
  if (waits || notify || hasAttachments(append)) return false;
  return consume.length + settlements.length === 0;
}

export async function appendPlain(
  ask: Ask,
  ops: readonly AppendOp[],
  { numbers }: AppendSetting,
): Promise<readonly Verdict<AppendAnswer>[]> {
  const find = await numbers.find(
    ask,
    ops.map(({ append }) => append),
  );
  const placed = place(ops, find);
  const moved = placed.length > 0 ? await appendAll(ask, placed) : new Set<number>();
  return toVerdicts(ops, new Map(placed.flatMap(({ op, no }) => (moved.has(no) ? [[op, 'written']] : []))));
}

/** Inside a transaction. The locks come first, in the order that everybody keeps to: runs, accounts, feeds. */
export async function appendWithMore(
  ask: Ask,
  ops: readonly AppendOp[],
  setting: AppendSetting,
): Promise<readonly Verdict<AppendAnswer>[]> {
  const targets = ops.flatMap(({ append: { tenant, notify } }) => (notify ? [{ tenant, run: notify.run }] : []));
  const find = await setting.numbers.find(ask, [...ops.map(({ append }) => append), ...targets]);
  const locks = await lockRuns(ask, [...ops.map(({ append }) => append), ...targets].map(find));
  const current = place(ops, find).filter((placed) => isCurrent(placed, locks));
  const waiting = await findWaiting(ask, current);
  const going = current.filter((placed) => !waiting.has(placed));
  if (going.length > 0) await write(ask, going, setting);
  const answers = new Map<AppendOp, AppendAnswer>();
  for (const { op } of going) answers.set(op, op.waits ? 'parked' : 'written');
  for (const { op } of waiting) answers.set(op, 'signal_waiting');
  return toVerdicts(ops, answers);
}

async function write(ask: Ask, going: readonly Placed[], { numbers, now, notices }: AppendSetting): Promise<void> {
  const consumed = going.flatMap(({ no, append: { consume = [] } }) => consume.map((id) => ({ run: no, id })));
  // The journal now holds what the signal said; its id stays, so that it is known when it comes again.
  if (consumed.length > 0) await ask(CONSUME, [JSON.stringify(consumed)]);
  await addAttachments(
    ask,
    going.map(({ append }) => ({ tenant: append.tenant, attachments: append })),
  );
  const settling = going.map(({ no, append: { tenant, run, settlements = [] } }) => ({ no, tenant, run, settlements }));
  if (await settleAll(ask, settling)) notices.settled = true;
  await appendAll(ask, going);
  for (const { no, op } of going) if (op.waits) await park(ask, no, { waits: op.waits, notices });
  // Last, so that they also wake who falls asleep in this transaction.
  for (const { append } of going) {
    const { notify, tenant } = append;
    if (notify) await deliverAll(ask, [{ tenant, ...notify }], { numbers, now, notices, isRetry: false });
  }
}

/** A run also always wakes for control. */
export async function park(
  ask: Ask,
  no: number,
  { waits, notices }: { waits: readonly Wait[]; notices: Notices },
): Promise<void> {
  const times = waits.flatMap((wait) => ('until' in wait ? [wait.until] : []));
  const until = times.length > 0 ? Math.min(...times) : null;
  await ask(PARK, [no, until, toKeys(waits)]);
  // Whoever waits for the next time must look again.
  if (until !== null) notices.ready = true;
}

function toKeys(waits: readonly Wait[]): string[] {
  return [...waits.flatMap((wait) => ('key' in wait ? [wait.key] : [])), CONTROL_KEY];
}

/** Those that must not sleep, as a signal that they wait for is there. The runs are locked, so none can come in between. */
async function findWaiting(ask: Ask, current: readonly Placed[]): Promise<ReadonlySet<Placed>> {
  const parking = current.filter(({ op }) => op.waits);
  if (parking.length === 0) return new Set();
  const pending = await ask(PENDING, [parking.map(({ no }) => no)]);
  return new Set(
    parking.filter(({ no, op: { append, waits = [] } }) => {
      const keys = toKeys(waits);
      const consumed: readonly string[] = append.consume ?? [];
      return pending.some(
        ({ run, id, key }) => Number(run) === no && keys.includes(String(key)) && !consumed.includes(String(id)),
      );
    }),
  );
}

function isCurrent({ no, append: { epoch, entries } }: Placed, locks: RunLocks): boolean {
  const lock = locks.get(no);
  return lock?.state === 'owned' && lock.epoch === epoch && lock.head === (entries[0]?.seq ?? 0) - 1;
}

function place(ops: readonly AppendOp[], find: Awaited<ReturnType<RunNumbers['find']>>): Placed[] {
  return ops.flatMap((op) => {
    const no = find(op.append);
    return no === undefined ? [] : [{ no, append: op.append, op }];
  });
}

function toVerdicts(
  ops: readonly AppendOp[],
  answers: ReadonlyMap<AppendOp, AppendAnswer>,
): readonly Verdict<AppendAnswer>[] {
  return ops.map((op) => {
    const answer = answers.get(op);
    return answer ? { answer } : { error: new FencedError(op.append.run) };
  });
}

/**
 * Submits and drives runs as fast as it can, and says what was acknowledged, until somebody kills it.
 * Every append has two entries, one execution, one settlement and, after the first, the signal that was sent before it; a remark follows it.
 */
import { randomBytes } from 'node:crypto';
import { type Store, systemClock } from '@tutti/engine';
import { note, RunScript, toSignal } from '@tutti/engine/testing';
import { LOCAL_OWNER, RemarkId, RunId, type StepPath, type TenantId, toIdText } from '@tutti/protocol';
import { openSqliteStore } from '../open-sqlite-store.ts';
import { say } from './say.ts';

const LANES = 8;
const APPENDS = 12;
const BY = LOCAL_OWNER.user;
export const RESERVED_TOKENS = 10;
export const SPENT_TOKENS = 7;

async function work(store: Store, tenant: TenantId): Promise<never> {
  for (;;) {
    const script = new RunScript({ store, tenant, clock: systemClock }, { run: RunId.parse(newId('run')) });
    await store.submit(script.toNewRun());
    say(`acknowledged ${script.run} 1 ${script.state.hash}`);
    await script.claim();
    for (let round = 1; round <= APPENDS; round++) await step(store, script, round);
  }
}

async function step(store: Store, script: RunScript, round: number): Promise<void> {
  const { tenant, run } = script;
  const signal = toSignal('message:x', { id: `sig_${run}/${round}` as never });
  say(`sending ${run} ${signal.id}`);
  await store.signal(tenant, run, signal);
  say(`sent ${run} ${signal.id}`);
  await script.reserve(`${round}`, RESERVED_TOKENS);
  const settlement = { reservation: `${round}`, amount: { tokens: SPENT_TOKENS, costNanoUsd: 0 } };
  const execution = {
    tenant,
    run,
    seq: script.state.seq + 1,
    path: 'a' as StepPath,
    kind: 'tool',
    startedAt: 1,
    finishedAt: 2,
    attempts: 1,
  } as const;
  const more = {
    settlements: [settlement],
    executions: [execution],
    consume: [signal.id],
    searchText: `round${round}`,
  };
  await script.append([note(`${round}a`), note(`${round}b`)], more);
  say(`acknowledged ${run} ${script.state.seq} ${script.state.hash}`);
  const remark = RemarkId.parse(newId('rmk'));
  await store.addRemark({ type: 'feedback.given', id: remark, tenant, run, by: BY, at: 1, rating: 'good' });
  say(`remarked ${run} ${remark}`);
}

function newId(prefix: 'run' | 'rmk'): string {
  return toIdText(prefix, systemClock.now(), randomBytes(16));
}

if (import.meta.main) {
  const [directory = '', tenant = ''] = process.argv.slice(2);
  say('begun');
  const store = await openSqliteStore({ directory });
  say('opened');
  await Promise.all(Array.from({ length: LANES }, () => work(store, tenant as TenantId)));
}

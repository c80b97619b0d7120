/** Drives runs that all reserve at once on the same budget and take of the same quota, says how many were let through, and holds them until it is killed. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type Store, systemClock } from '@tutti/engine';
import { RunScript } from '@tutti/engine/testing';
import { RunId, RANDOM_BYTES, TenantId, toIdText } from '@tutti/protocol';
import { say } from '../../sqlite/child-programs/say.ts';
import { openPostgresStore } from '../open-postgres-store.ts';

export const RESERVED_TOKENS = 7;
export const LEASE_MS = 2_000;
export const QUOTA = { key: 'main', model: 'groq/llama', limits: { requestsPerDay: 40 }, tokens: 1 } as const;

async function drive(store: Store, tenant: TenantId): Promise<RunScript> {
  const run = RunId.parse(toIdText('run', systemClock.now(), randomBytes(RANDOM_BYTES)));
  const script = new RunScript({ store, tenant, clock: systemClock }, { run });
  await store.submit(script.toNewRun());
  await script.claim();
  return script;
}

if (import.meta.main) {
  const [connectionString = '', schema = '', owner = '', count = '0'] = process.argv.slice(2);
  const tenant = TenantId.parse(owner);
  const store = await openPostgresStore({ connectionString, schema, leaseMs: LEASE_MS, lookEveryMs: 200 });
  const runs = await Promise.all(Array.from({ length: Number(count) }, () => drive(store, tenant)));
  say('ready');
  await once(process.stdin, 'data');
  const amount = { tokens: RESERVED_TOKENS, costNanoUsd: 0 };
  const [verdicts, takes] = await Promise.all([
    Promise.all(runs.map((run) => run.reserveOn(['agent:ann', 'tenant'], 'held', amount))),
    Promise.all(runs.map(() => store.takeQuota({ ...QUOTA, tenant }))),
  ]);
  const isGranted = ({ status }: { status: string }) => status === 'granted';
  say(`granted ${verdicts.filter(isGranted).length} ${takes.filter(isGranted).length}`);
  process.stdin.resume();
}

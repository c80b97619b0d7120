/** The embedded store is killed at random moments and opened again, over the same data, again and again. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store } from '@tutti/engine';
import { nextTenant, nextWorker, sha256, toSignal } from '@tutti/engine/testing';
import { type JournalEntry, type JournalHead, openEntry, type RunId, type TenantId, toHead } from '@tutti/protocol';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SPENT_TOKENS } from './child-programs/append-until-killed.ts';
import { type Child, startChild } from './child-programs/start-child.ts';
import { openSqliteStore } from './open-sqlite-store.ts';

const LOOPS = Number(process.env['TUTTI_LOOPS'] ?? 30);

/** What the children said before they died. */
interface Promises {
  readonly heads: Map<RunId, { readonly seq: number; readonly hash: string }>;
  readonly sending: Map<string, RunId>;
  readonly sent: Set<string>;
  /** By id. */
  readonly remarked: Map<string, RunId>;
}

let directory: string;
beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'tutti-crash-'))));
afterEach(() => rm(directory, { recursive: true }));

it(`keeps everything that was acknowledged through ${LOOPS} kills`, { timeout: LOOPS * 20_000 }, async () => {
  const tenant = nextTenant();
  const everything: Promises = { heads: new Map(), sending: new Map(), sent: new Set(), remarked: new Map() };
  const recoveries: number[] = [];
  for (let loop = 0; loop < LOOPS; loop++) {
    const promises = await killAtRandom(startChild('append-until-killed.ts', { args: [directory, tenant] }));
    const startedAt = performance.now();
    await using store = await openSqliteStore({ directory });
    recoveries.push(performance.now() - startedAt);
    await checkPromises(store, tenant, promises);
    for (const [run, head] of promises.heads) everything.heads.set(run, head);
    for (const id of promises.sent) everything.sent.add(id);
    for (const [id, run] of promises.remarked) everything.remarked.set(id, run);
  }
  await using store = await openSqliteStore({ directory });
  await checkPromises(store, tenant, everything);
  expect(everything.heads.size).toBeGreaterThan(LOOPS);
  report(everything, recoveries);
});

function report({ heads, sent, remarked }: Promises, recoveries: readonly number[]): void {
  const sorted = recoveries.toSorted((one, other) => one - other).map(Math.round);
  const figures = `recovery p50 ${sorted[Math.floor(LOOPS / 2)]} ms, longest ${sorted.at(-1)} ms`;
  console.log(
    `${LOOPS} kills, ${heads.size} runs, ${sent.size} signals and ${remarked.size} remarks acknowledged, 0 lost; ${figures}`,
  );
}

/** Sometimes while it opens the store, mostly while it writes. */
async function killAtRandom(child: Child): Promise<Promises> {
  const moment = Math.random();
  if (moment < 0.1) await child.line('begun');
  else await child.line('acknowledged', Math.ceil(moment * 400));
  await child.kill();
  const promises: Promises = { heads: new Map(), sending: new Map(), sent: new Set(), remarked: new Map() };
  for (const line of child.lines) remember(promises, line.split(' '));
  return promises;
}

function remember(promises: Promises, [word, run, third = '', hash = '']: string[]): void {
  if (word === 'acknowledged') promises.heads.set(run as RunId, { seq: Number(third), hash });
  if (word === 'sending') promises.sending.set(third, run as RunId);
  if (word === 'remarked') promises.remarked.set(third, run as RunId);
  if (word === 'sent') promises.sent.add(third);
}

async function checkPromises(store: Store, tenant: TenantId, promises: Promises): Promise<void> {
  for (const [run, { seq, hash }] of promises.heads) {
    const entries = await store.readEntries(tenant, run, { after: 0, limit: 1_000 });
    expect(entries[seq - 1]?.hash).toBe(hash);
    checkChain({ tenant, run, seq: 0, hash: undefined }, entries);
    await checkWholeAppends(store, { tenant, run }, entries.length);
  }
  await checkSignals(store, tenant, promises);
  for (const [id, run] of promises.remarked) {
    expect((await store.listRemarks(tenant, run)).map((remark) => remark.id)).toContain(id);
  }
  // Nothing is left without a driver, and nobody starts from less than was written.
  for (const claimed of (await store.claimReady(nextWorker(), { limit: 10_000 })).runs) {
    expect(claimed.entries.at(-1)?.hash ?? claimed.submitted.hash).toBe(claimed.headHash);
  }
}

function checkChain(start: JournalHead, entries: readonly JournalEntry[]): void {
  let head = start;
  for (const entry of entries) head = toHead(openEntry(head, entry, sha256));
}

/** An append is there with everything that belongs to it, or not at all. */
async function checkWholeAppends(
  store: Store,
  { tenant, run }: { tenant: TenantId; run: RunId },
  length: number,
): Promise<void> {
  const appends = (length - 1) / 2;
  expect(Number.isInteger(appends)).toBe(true);
  expect(await store.listExecutions(tenant, run)).toHaveLength(appends);
  expect(await store.findAccount(tenant, run)).toMatchObject({ spent: { tokens: appends * SPENT_TOKENS } });
}

/** Whoever was not told sends again, and it counts once. */
async function checkSignals(store: Store, tenant: TenantId, { sending, sent }: Promises): Promise<void> {
  for (const [id, run] of sending) {
    const verdict = await store.signal(tenant, run, toSignal('message:x', { id: id as never }));
    if (sent.has(id)) expect(verdict).toBe('known');
    const pending = await store.pendingSignals(tenant, run);
    expect(pending.filter((signal) => signal.id === id).length).toBeLessThanOrEqual(1);
  }
}

/** Whoever reads documents is killed at any moment: what is found afterwards is one version, and all of it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock, systemRandom } from '@tutti/engine';
import { nextTenant } from '@tutti/engine/testing';
import type { KnowledgeDocument } from '@tutti/protocol';
import { expect, it } from 'vitest';
import { openSqliteStore } from '../storage/sqlite/open-sqlite-store.ts';
import { Knowledge } from './knowledge.ts';
import { PAPERS } from './testing/open-knowledge.ts';

const PROGRAM = fileURLToPath(new URL('./child-programs/replace-until-killed.ts', import.meta.url));
const KILLS = 6;
const PARAGRAPHS = 400;
const PATIENCE_MS = 120_000;
const tenant = nextTenant();

/** Killed once a version is searched and the next one is on its way. */
async function runAndKill(directory: string, first: number): Promise<void> {
  const child = spawn(process.execPath, [PROGRAM, directory, tenant, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  await new Promise((resolve) => setTimeout(resolve, systemRandom.next() * 1_500));
  child.kill('SIGKILL');
  await ended;
}

/** The rounds that passages are found of, and how many of each. */
async function look(directory: string): Promise<{ document: KnowledgeDocument; found: Map<string, number> }> {
  await using store = await openSqliteStore({ directory });
  const { documents } = await store.knowledge.listDocuments(tenant, { collection: PAPERS, limit: 5 });
  const [document] = documents;
  if (!document || documents.length > 1) throw new Error(`there are ${documents.length} documents`);
  const all = await store.knowledge.searchWords({ tenant, limit: 10_000 }, 'paragraph');
  return {
    document,
    found: Map.groupBy(all, ({ text }) => text.split(' ')[0] ?? '')
      .entries()
      .reduce(count, new Map()),
  };
}

function count(counts: Map<string, number>, [round, passages]: [string, readonly unknown[]]): Map<string, number> {
  return counts.set(round, passages.length);
}

it('leaves the old version or the whole new one, and the next process goes on from there', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'tutti-killed-'));
  for (let kill = 0; kill < KILLS; kill++) {
    await runAndKill(directory, kill * 1_000 + 1);
    const { found, document } = await look(directory);
    expect([...found.values()]).toEqual([PARAGRAPHS]);
    expect(document.current?.passages).toBe(PARAGRAPHS);
  }
  await using store = await openSqliteStore({ directory });
  await using knowledge = new Knowledge({
    store: store.knowledge,
    clock: systemClock,
    random: systemRandom,
    isShared: false,
    onProblem: () => {},
  });
  knowledge.start();
  const deadline = systemClock.now() + PATIENCE_MS;
  const isUnderWay = async () => {
    const [document] = (await store.knowledge.listDocuments(tenant, { collection: PAPERS, limit: 1 })).documents;
    return document?.pending?.status === 'queued' || document?.pending?.status === 'reading';
  };
  while ((await isUnderWay()) && systemClock.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await isUnderWay()).toBe(false);
  await rm(directory, { recursive: true, force: true });
});

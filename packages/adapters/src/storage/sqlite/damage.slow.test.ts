/** One bit of a stored file is turned, here and there: whoever opens it must hear of it, or find everything as it was. */
import { cp, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EngineError, type Store } from '@tutti/engine';
import { nextTenant, sha256 } from '@tutti/engine/testing';
import { type JournalHead, openEntry, type RunId, type TenantId, toHead } from '@tutti/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startChild } from './child-programs/start-child.ts';
import { type StoreFiles, storeFilesIn } from './directory/store-files.ts';
import { openSqliteStore } from './open-sqlite-store.ts';

const FLIPS = 40;
const tenant: TenantId = nextTenant();

let origin: string;
let truth: string;
let heads: Map<RunId, number>;

/** A store whose process was killed after a good many commits, so that its log is full and its file old. */
beforeAll(async () => {
  origin = await mkdtemp(join(tmpdir(), 'tutti-damage-'));
  const child = startChild('append-until-killed.ts', { args: [origin, tenant] });
  await child.line('acknowledged', 600);
  await child.kill();
  const acknowledged = child.lines.filter((line) => line.startsWith('acknowledged')).map((line) => line.split(' '));
  heads = new Map(acknowledged.map(([, run, seq]) => [run as RunId, Number(seq)]));
  const copy = await copyOrigin();
  truth = await readBack(copy);
  await rm(copy, { recursive: true });
}, 120_000);
afterAll(() => rm(origin, { recursive: true }));

describe('damage to the log of a killed process', () => {
  it(`is found, or does not matter, ${FLIPS} times`, async () => {
    const verdicts: string[] = [];
    for (let flip = 0; flip < FLIPS; flip++) {
      const directory = await copyOrigin();
      await turnBit(storeFilesIn(directory).log, (flip + 0.5) / FLIPS);
      verdicts.push(await judge(directory));
    }
    console.log(`${FLIPS} flips in the log: ${summarise(verdicts)}`);
    expect(verdicts).not.toContain('silent');
  });

  it('is found when the log lost its end to something else than a crash', async () => {
    const directory = await copyOrigin();
    const { log } = storeFilesIn(directory);
    const bytes = await readFile(log);
    bytes.fill(0, bytes.length / 2, bytes.length / 2 + 8192);
    await writeFile(log, bytes);
    expect(await judge(directory)).toBe('store_corrupt');
  });
});

describe('damage to a closed store', () => {
  it(`is found ${FLIPS} times of ${FLIPS}`, async () => {
    const closed = await copyOrigin();
    await (await openSqliteStore({ directory: closed }))[Symbol.asyncDispose]();
    const verdicts: string[] = [];
    for (let flip = 0; flip < FLIPS; flip++) {
      const directory = await mkdtemp(join(tmpdir(), 'tutti-damage-'));
      await cp(closed, directory, { recursive: true });
      await turnBit(storeFilesIn(directory).database, (flip + 0.5) / FLIPS);
      verdicts.push(await judge(directory));
    }
    await rm(closed, { recursive: true });
    expect(verdicts).toEqual(Array<string>(FLIPS).fill('store_corrupt'));
  });

  it('is found when the file was cut, and nobody sealed it', async () => {
    const directory = await copyOrigin();
    await (await openSqliteStore({ directory }))[Symbol.asyncDispose]();
    const files: StoreFiles = storeFilesIn(directory);
    await rm(files.seal);
    await truncate(files.database, 4096 * 20);
    expect(await judge(directory)).toBe('store_corrupt');
  });
});

async function copyOrigin(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'tutti-damage-'));
  await cp(origin, directory, { recursive: true });
  return directory;
}

async function turnBit(file: string, part: number): Promise<void> {
  const bytes = await readFile(file);
  const at = Math.floor(bytes.length * part);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
  await writeFile(file, bytes);
}

/** How the store takes it; `silent` is what must not be. */
async function judge(directory: string): Promise<string> {
  try {
    return (await readBack(directory)) === truth ? 'unchanged' : 'silent';
  } catch (error) {
    return error instanceof EngineError ? error.code : error instanceof Error ? error.name : 'unknown';
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** Everything that was acknowledged, with its chain checked. */
async function readBack(directory: string): Promise<string> {
  await using store = await openSqliteStore({ directory });
  const texts: string[] = [];
  for (const [run, seq] of heads) texts.push(await readRun(store, run, seq));
  return sha256(texts.join('\n'));
}

async function readRun(store: Store, run: RunId, seq: number): Promise<string> {
  const entries = await store.readEntries(tenant, run, { after: 0, limit: seq });
  let head: JournalHead = { tenant, run, seq: 0, hash: undefined };
  for (const entry of entries) head = toHead(openEntry(head, entry, sha256));
  const executions = await store.listExecutions(tenant, run);
  return JSON.stringify([entries, executions, await store.findAccount(tenant, run), await store.findRun(tenant, run)]);
}

function summarise(verdicts: readonly string[]): string {
  const kinds = Object.entries(Object.groupBy(verdicts, (verdict) => verdict));
  return kinds.map(([kind, list = []]) => `${list.length} ${kind}`).join(', ');
}

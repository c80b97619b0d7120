/** Disks that fail, that are slow and that are full. Errors of the disk are injected with strace, which not every machine has. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@tutti/engine';
import { nextTenant, note, RunScript } from '@tutti/engine/testing';
import type { RunId } from '@tutti/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startChild } from './child-programs/start-child.ts';
import { openSqliteStore } from './open-sqlite-store.ts';

/** Whether this machine lets us trace: containers may forbid it. */
const canTrace = spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;
const canMount = process.getuid?.() === 0 && tryMount();
const SYNCS = 'fsync,fdatasync';

let directory: string;
beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'tutti-disk-'))));
afterEach(() => rm(directory, { recursive: true, force: true }));

function underStrace(injection: string): string[] {
  return [
    'strace',
    '-f',
    '--seccomp-bpf',
    '-qq',
    '-o',
    '/dev/null',
    '-e',
    `trace=${SYNCS}`,
    '-e',
    `inject=${SYNCS}:${injection}`,
  ];
}

describe.skipIf(!canTrace)('a disk that fails once (needs strace)', () => {
  it('is not trusted with another write, and a new start finds everything acknowledged', async () => {
    const tenant = nextTenant();
    const child = startChild('append-until-refused.ts', {
      args: [directory, tenant],
      under: underStrace('error=EIO:when=25'),
    });
    await child.ended();

    const acknowledged = child.lines.filter((line) => line.startsWith('acknowledged'));
    const after = child.lines.slice(acknowledged.length);
    expect(after).toEqual([...Array<string>(3).fill('refused store_failed'), 'health failed false', 'closed']);
    const [, run = '', seq = ''] = acknowledged.at(-1)?.split(' ') ?? [];
    await using store = await openSqliteStore({ directory });
    const entries = await store.readEntries(tenant, run as RunId, { after: 0, limit: 10_000 });
    expect(entries.length).toBeGreaterThanOrEqual(Number(seq));
  });

  it('is named when it fails while the store is opened', async () => {
    const child = startChild('hold-store.ts', { args: [directory], under: underStrace('error=EIO:when=1+') });
    expect(await child.line('refused')).toMatch(/^refused store_failed .*disk I\/O error/);
    await child.ended();
    await using store = await openSqliteStore({ directory });
    expect(store.health()).toEqual({ state: 'ok' });
  });
});

describe.skipIf(!canTrace)('a slow disk (needs strace)', () => {
  it.each([50, 300])('of %i ms for each sync does not hold up the event loop', async (ms) => {
    const child = startChild('measure-slow-disk.ts', {
      args: [directory, '10'],
      under: underStrace(`delay_exit=${ms * 1000}`),
    });
    const took = Number((await child.line('took')).split(' ')[1]);
    const delay = Number((await child.line('delay')).split(' ')[1]);
    await child.ended();
    console.log(`sync of ${ms} ms: 200 appends of 20 runs took ${took} ms, event loop delay p99 ${delay} ms`);

    expect(took).toBeGreaterThan(10 * ms);
    expect(delay).toBeLessThan(20);
  });
});

describe.skipIf(!canMount)('a full disk (needs the right to mount)', () => {
  it('refuses what does not fit, keeps what was acknowledged, and goes on when there is space', async () => {
    mount(directory, '12m');
    try {
      await fillAndGoOn();
    } finally {
      spawnSync('umount', [directory]);
    }
  });

  it('says so when there is no space to begin with', async () => {
    mount(directory, '64k');
    try {
      await writeFile(join(directory, 'filler'), Buffer.alloc(64 * 1024)).catch(() => undefined);
      await expect(openSqliteStore({ directory })).rejects.toMatchObject({ code: 'store_full' });
    } finally {
      spawnSync('umount', [directory]);
    }
  });
});

async function fillAndGoOn(): Promise<void> {
  const filler = join(directory, 'filler');
  await writeFile(filler, Buffer.alloc(6 * 1024 * 1024));
  const store = await openSqliteStore({ directory });
  const run = new RunScript({ store, tenant: nextTenant(), clock: systemClock });
  await store.submit(run.toNewRun());
  await run.claim();
  const refusal = await appendUntilRefused(run);

  expect(refusal).toMatchObject({ code: 'store_full', retryable: true });
  expect(store.health()).toMatchObject({ state: 'full' });
  expect(store.isLeaseHeld(...run.driver)).toBe(true);
  const read = () => store.readEntries(run.tenant, run.run, { after: 0, limit: 100_000 });
  expect(await read()).toEqual(run.entries);
  await expect(run.append([note('still full', 'x'.repeat(500_000))])).rejects.toMatchObject({ code: 'store_full' });

  await rm(filler);
  await run.append([note('space again', 'x'.repeat(500_000))]);
  expect(store.health()).toEqual({ state: 'ok' });
  expect(await read()).toEqual(run.entries);
  await store[Symbol.asyncDispose]();

  await using again = await openSqliteStore({ directory });
  expect(await again.readEntries(run.tenant, run.run, { after: 0, limit: 100_000 })).toEqual(run.entries);
}

async function appendUntilRefused(run: RunScript): Promise<unknown> {
  for (;;) {
    try {
      await run.append([note('fills the disk', 'x'.repeat(60_000))]);
    } catch (error) {
      return error;
    }
  }
}

function mount(path: string, size: string): void {
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path]);
  if (status !== 0) throw new Error(stderr.toString());
}

function tryMount(): boolean {
  const probe = join(tmpdir(), `tutti-mount-${process.pid}`);
  return (
    spawnSync('sh', [
      '-c',
      `mkdir ${probe} && mount -t tmpfs tmpfs ${probe} && umount ${probe}; s=$?; rmdir ${probe}; exit $s`,
    ]).status === 0
  );
}

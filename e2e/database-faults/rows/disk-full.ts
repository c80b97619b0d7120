/** S2: the disk under PostgreSQL, its log included, is full, and has space again after a while. */
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkRig } from '../check-rig.ts';
import { giveToServer, makeFolder, PostgresCluster } from '../postgres-cluster.ts';
import { becomes, Rig } from '../rig.ts';
import { toRate, toRowResult, toSeconds } from '../row-result.ts';
import { CONVERGES_WITHIN_MS, type Row, toSchema } from './row.ts';

const FULL_MS = 3_000;
const SETTINGS = { max_wal_size: '4MB', min_wal_size: '2MB', wal_recycle: 'off', shared_buffers: '16MB' };

export const runDiskFull: Row = async ({ seed, isLong }) => {
  await using disk = openSmallDisk(96);
  await using cluster = await PostgresCluster.create({ folder: disk.data, settings: SETTINGS });
  const { connectionString } = cluster;
  const driver = { connectionString, room: 10 };
  await using rig = await Rig.open({
    schema: toSchema('s2', seed),
    seed,
    connectionString,
    clientPatienceMs: 500,
    drivers: [driver],
  });
  let crashes = 0;
  let ended = 0;
  const rounds = isLong ? 10 : 2;
  let convergedMs = 0;
  for (let round = 1; round <= rounds; round++) {
    await rig.submitMany(20);
    disk.fill();
    // What is asked for now is acknowledged when there is space again.
    const asked = rig.submitMany(20);
    await becomes(() => rig.shown.length > 0, 15_000);
    await sleep(FULL_MS);
    disk.empty();
    if (!cluster.isRunning) {
      // Without space for its log the server ends itself, as its operator would see.
      crashes += 1;
      await cluster.start();
    }
    await asked;
    convergedMs = Math.max(convergedMs, await rig.untilAllEnded(CONVERGES_WITHIN_MS));
    ended = await rig.countEnded();
  }
  const found = await checkRig(rig);
  const told = [
    ...new Set([
      ...rig.shown,
      ...rig.drivers.flatMap(({ troubles }) => troubles.map((one) => (one.say === 'health' ? one.state : one.code))),
    ]),
  ];
  const figure = `disk of PostgreSQL and its log full ${rounds} times for ${toSeconds(FULL_MS)} (the server ended itself ${crashes} times): acknowledged lost ${toRate(found.lost, found.acknowledged)}, recovered ${ended === found.acknowledged ? 'yes' : 'no'} within ${toSeconds(convergedMs)}, told as ${told.join(', ')}`;
  return toRowResult({ id: 'S2', figure, found, broken: { 'not surfaced': told.length === 0 ? 1 : 0 } });
};

interface SmallDisk extends AsyncDisposable {
  /** A folder on it, for the server. */
  readonly data: string;
  /** Until nothing more goes in. */
  fill(): void;
  empty(): void;
}

/** A file system of its own, which takes a root user. */
function openSmallDisk(megabytes: number): SmallDisk {
  const folder = makeFolder();
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'tmpfs', folder]);
  giveToServer(folder);
  const data = join(folder, 'server');
  giveToServer(data);
  const ballast = join(folder, 'ballast');
  return {
    data,
    fill() {
      const file = openSync(ballast, 'w');
      for (let size = 1_048_576; size >= 1; ) {
        try {
          writeSync(file, Buffer.alloc(size));
        } catch {
          // It no longer fits: then less of it.
          size = Math.floor(size / 2);
        }
      }
      closeSync(file);
    },
    empty: () => rmSync(ballast, { force: true }),
    async [Symbol.asyncDispose]() {
      // The server has just ended, and its last files may not be closed yet.
      execFileSync('umount', ['--lazy', folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

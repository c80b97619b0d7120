import type { Row } from './row.ts';
import { blockedLoop } from './rows/blocked-loop.ts';
import { killedAfterCommit, killedAfterEffect } from './rows/killed-at-failpoint.ts';
import { poisonousRun } from './rows/poisonous-run.ts';
import { serverKilled } from './rows/server-killed.ts';
import { twoReleases } from './rows/two-releases.ts';
import { twoServers } from './rows/two-servers.ts';
import { workerKilled, workerPaused } from './rows/worker-killed.ts';
import { workerStopped } from './rows/worker-stopped.ts';

export const ROWS: readonly Row[] = [
  serverKilled,
  killedAfterEffect,
  killedAfterCommit,
  workerKilled,
  workerPaused,
  poisonousRun,
  blockedLoop,
  workerStopped,
  twoServers,
  twoReleases,
];

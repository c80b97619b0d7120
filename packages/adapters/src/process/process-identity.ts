import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** Tells one process from every other, also from a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** Changes when the machine starts anew. Absent where the system does not tell. */
  readonly boot?: string;
  /** In ticks since the machine started. Absent where the system does not tell. */
  readonly startedAt?: string;
}

/** The place of the start time among the fields behind the command's name in /proc/<pid>/stat. */
const START_FIELD = 19;

export function describeThisProcess(): ProcessIdentity {
  const boot = tryRead('/proc/sys/kernel/random/boot_id')?.trim();
  const startedAt = readStartTime(process.pid);
  return {
    pid: process.pid,
    host: hostname(),
    ...(boot !== undefined && { boot }),
    ...(startedAt !== undefined && { startedAt }),
  };
}

/** False only where it is certain. */
export function mayBeAlive(other: ProcessIdentity): boolean {
  const own = describeThisProcess();
  if (other.host !== own.host) return true;
  if (other.boot !== own.boot) return false;
  if (!isRunning(other.pid)) return false;
  const startedAt = readStartTime(other.pid);
  return startedAt === undefined || other.startedAt === undefined || startedAt === other.startedAt;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function readStartTime(pid: number): string | undefined {
  const stat = tryRead(`/proc/${pid}/stat`);
  // The name of the command may itself contain blanks and parentheses.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[START_FIELD];
}

/** Other systems have no /proc. */
function tryRead(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

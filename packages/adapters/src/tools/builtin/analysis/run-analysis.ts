/**
 * One call, computed in a process of its own: a query that never ends cannot be stopped otherwise, a crash of the database would end
 * the server, and figures over many rows would hold up everybody else.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { InvalidInputError, RunError } from '@tutti/engine';
import { Json, type TenantId } from '@tutti/protocol';
import * as z from 'zod';
import type { Workspace } from '../filesystem/workspace.ts';
import { runCommand } from '../process/run-command.ts';
import type { SqlConnection } from '../sql/sql-connection.ts';
import type { Data } from './analysis-input.ts';
import { type CopiedFile, copyFiles, openScratch } from './copy-files.ts';
import { copyResults } from './copy-results.ts';
import { type AnalysisLimits, type Cell, LIMITS, type Order, type Task } from './order.ts';
import type { Turnstile } from './turnstile.ts';

const PROGRAM = fileURLToPath(new URL('./analysis-main.ts', import.meta.url));
const HEAP_MEGABYTES = 768;
/** Of everything that the process takes: what the language and the database count, and what neither does. */
const MOST_KIBIBYTES = 1_800 * 1024;
/** For the process to begin, and to say by itself that its time is over. */
const AROUND_MS = 60_000;
const OUTPUT_BYTES = 8 * 1024 * 1024;

const Outcome = z.union([
  z.object({ output: Json }),
  z.object({ refused: z.object({ message: z.string(), field: z.string() }) }),
]);

/** What a call may take all in all, with the time in which it waits for others to end. */
export const CALL_LIMIT_MS = 300_000;

export interface AnalysisPlace {
  readonly tenant: TenantId;
  readonly workspace: Workspace;
  /** Where copies lie for a moment. */
  readonly scratch: string;
  /** Databases of which this run may have results. */
  readonly connections: readonly SqlConnection[];
  readonly limits?: Partial<AnalysisLimits> | undefined;
  /** Each call takes memory of its own: only so many compute at a time. */
  readonly turnstile: Turnstile;
}

export interface AnalysisWish extends Data {
  readonly query?: string;
  readonly values?: readonly Cell[];
  readonly task: Task;
}

export interface Analysed {
  readonly output: Json;
  readonly files: readonly CopiedFile[];
}

export function runAnalysis(place: AnalysisPlace, wish: AnalysisWish, signal: AbortSignal): Promise<Analysed> {
  return place.turnstile.pass(place.tenant, signal, () => runNow(place, wish, signal));
}

async function runNow(place: AnalysisPlace, wish: AnalysisWish, signal: AbortSignal): Promise<Analysed> {
  await using scratch = await openScratch(place.scratch);
  const { folder } = scratch;
  const files = [
    ...(await copyFiles(place.workspace, wish.files, { folder, signal })),
    ...(await copyResults(place.connections, wish.results ?? [], { folder, signal })),
  ];
  assertNamed(files);
  const { query, values = [], task } = wish;
  const limits = { ...LIMITS, ...place.limits };
  const order: Order = { tables: files.map(({ table }) => table), query, values, task, limits };
  // Awaited here: the copies are gone when this returns.
  return { output: await computeElsewhere(order, { folder, signal }), files };
}

function assertNamed(files: readonly CopiedFile[]): void {
  if (files.length === 0) throw new InvalidInputError('name at least one file', 'files');
  const names = files.map(({ table }) => table.name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined)
    throw new InvalidInputError(`two tables would be called ${twice}; give one of them another name`, 'files');
}

async function computeElsewhere(
  order: Order,
  { folder, signal }: { folder: string; signal: AbortSignal },
): Promise<Json> {
  const end = await runCommand({
    file: process.execPath,
    words: ['--no-warnings', `--max-old-space-size=${HEAP_MEGABYTES}`, PROGRAM],
    folder,
    environment: {},
    stdin: JSON.stringify(order),
    limitMs: order.limits.milliseconds + AROUND_MS,
    outputBytes: OUTPUT_BYTES,
    signal,
    watch: findMemoryExcess,
  });
  if (end.stopped !== undefined) throw failed(`the computation was ended ${end.stopped}`);
  const outcome = parseOutcome(end.stdout);
  if (!outcome) {
    const why = end.stderr.trim().split('\n').at(-1)?.slice(0, 300) ?? '';
    throw failed(`the process that computes ended without an answer: ${why}`);
  }
  if ('refused' in outcome) throw new InvalidInputError(outcome.refused.message, outcome.refused.field);
  return outcome.output;
}

function parseOutcome(text: string): z.infer<typeof Outcome> | undefined {
  try {
    return Outcome.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** On Linux; elsewhere the limits of the database and of the language have to do. */
async function findMemoryExcess(pid: number): Promise<string | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'latin1');
  const held = Number(/^VmRSS:\s+(\d+) kB/mu.exec(status)?.[1] ?? 0);
  return held > MOST_KIBIBYTES ? 'because it took too much memory' : undefined;
}

function failed(message: string): RunError {
  return new RunError('tool_failed', message, { nothingHappened: true });
}

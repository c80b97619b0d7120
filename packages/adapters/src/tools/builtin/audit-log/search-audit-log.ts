/** Looks through the journals of the newest runs of a tenant, so far and no further, and says how far it has looked. */
import type { RunLibrary } from '@tutti/engine';
import type { RunId, TenantId } from '@tutti/protocol';
import { type AuditKind, type AuditLine, toAuditLine } from './to-audit-line.ts';

export interface AuditQuery {
  readonly run?: RunId;
  /** An agent or a user. */
  readonly who?: string;
  /** One tool, or a whole set. */
  readonly tool?: string;
  readonly kinds: readonly AuditKind[];
  readonly text: string;
  readonly since?: number;
  readonly until?: number;
  readonly limit: number;
}

export interface AuditFinding {
  /** The newest first. */
  readonly lines: readonly AuditLine[];
  readonly runsLookedAt: number;
  /** There may be older ones. */
  readonly more: boolean;
}

type Library = Pick<RunLibrary, 'listRuns' | 'readEntries'>;

const RUNS_A_PAGE = 50;
const MOST_RUNS = 300;
const ENTRIES_A_PAGE = 1_000;
const MOST_ENTRIES = 30_000;

export async function searchAuditLog(
  library: Library,
  tenant: TenantId,
  { query, signal }: { query: AuditQuery; signal: AbortSignal },
): Promise<AuditFinding> {
  const found: AuditLine[] = [];
  let runs = 0;
  let entries = 0;
  for await (const run of listRuns(library, tenant, query)) {
    signal.throwIfAborted();
    const seen = await readRun(library, { tenant, run }, query);
    runs += 1;
    entries += seen.entries;
    found.push(...seen.lines);
    if (runs >= MOST_RUNS || entries >= MOST_ENTRIES || found.length >= query.limit * 2) {
      return { ...sort(found, query.limit), runsLookedAt: runs, more: true };
    }
  }
  const { lines, more } = sort(found, query.limit);
  return { lines, runsLookedAt: runs, more };
}

function sort(found: readonly AuditLine[], limit: number): { lines: readonly AuditLine[]; more: boolean } {
  const lines = found.toSorted((one, other) => other.at - one.at || other.seq - one.seq);
  return { lines: lines.slice(0, limit), more: lines.length > limit };
}

/** Those that were over before the time that is asked for are passed over. */
async function* listRuns(library: Library, tenant: TenantId, { run, since, until }: AuditQuery): AsyncGenerator<RunId> {
  if (run !== undefined) {
    yield run;
    return;
  }
  let cursor: string | undefined;
  do {
    const page = await library.listRuns(tenant, { limit: RUNS_A_PAGE, ...(cursor !== undefined && { cursor }) });
    for (const { run: found, submittedAt, updatedAt } of page.runs)
      if ((since === undefined || updatedAt >= since) && (until === undefined || submittedAt <= until)) yield found;
    cursor = page.next;
  } while (cursor !== undefined);
}

async function readRun(
  library: Library,
  { tenant, run }: { tenant: TenantId; run: RunId },
  query: AuditQuery,
): Promise<{ lines: readonly AuditLine[]; entries: number }> {
  const lines: AuditLine[] = [];
  let after = 0;
  let entries = 0;
  while (entries < MOST_ENTRIES) {
    const page = await library.readEntries(tenant, run, { after, limit: ENTRIES_A_PAGE });
    entries += page.length;
    for (const entry of page) {
      const line = toAuditLine(run, entry);
      if (line && fits(line, query)) lines.push(line);
    }
    const last = page.at(-1);
    if (!last || page.length < ENTRIES_A_PAGE) break;
    after = last.seq;
  }
  return { lines, entries };
}

function fits(line: AuditLine, { who, tool, kinds, text, since, until }: AuditQuery): boolean {
  return (
    (kinds.length === 0 || kinds.includes(line.kind)) &&
    (who === undefined || line.who === who) &&
    (tool === undefined || line.tool === tool || (line.tool?.startsWith(`${tool}__`) ?? false)) &&
    (since === undefined || line.at >= since) &&
    (until === undefined || line.at <= until) &&
    (text === '' || JSON.stringify(line).toLowerCase().includes(text.toLowerCase()))
  );
}

/** Reads every journal back from PostgreSQL: its hash chain must hold, and its fold be what the row of the run says. */
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import {
  applyRunEvent,
  JournalEntry,
  type JournalHead,
  openEntry,
  type RunState,
  RunSummary,
  toHead,
  toRunSummary,
} from '@tutti/protocol';
import type pg from 'pg';
import { MoveRefusedError } from './move-error.ts';
import type { MoveSource } from './move-source.ts';
import type { Cells } from './moved-table.ts';
import { Rows } from './rows.ts';

/** A run that was damaged before: it was moved as it was, to the letter. */
export interface DamagedRun {
  readonly run: string;
  readonly problem: string;
}

export interface Checked {
  readonly runs: number;
  readonly events: number;
  readonly damaged: readonly DamagedRun[];
}

const RUNS = 'SELECT no, tenant, id, head, hash, summary FROM runs ORDER BY no';
const EVENTS = 'SELECT run, seq, at, type, body, hash FROM events ORDER BY run, seq';
const ENTRIES = 'SELECT seq, at, type, body, hash FROM events WHERE run = $1 ORDER BY seq';

export async function checkJournals(
  client: pg.ClientBase,
  source: MoveSource,
  onRuns: (done: number) => void,
): Promise<Checked> {
  const runs = await Rows.open(client, 'moved_runs', RUNS);
  const events = await Rows.open(client, 'moved_events', EVENTS);
  const damaged: DamagedRun[] = [];
  let [runCount, eventCount] = [0, 0];
  for (let row = await runs.next(); row; row = await runs.next()) {
    const { count, problem } = await checkRun(row, events);
    eventCount += count;
    runCount += 1;
    if (problem !== undefined) damaged.push(await assertSame(client, source, { row, problem }));
    onRuns(runCount);
  }
  if (await events.peek()) throw new MoveRefusedError('the database holds events of no run after the copy');
  return { runs: runCount, events: eventCount, damaged };
}

/** All events of the run are read, whether they fit or not. */
async function checkRun(row: Cells, events: Rows): Promise<{ count: number; problem: string | undefined }> {
  const fold = new CheckedFold(row);
  let count = 0;
  for (let next = await events.peek(); next && next['run'] === row['no']; next = await events.peek()) {
    fold.add(next);
    count += 1;
    await events.next();
  }
  return { count, problem: fold.findProblem() };
}

class CheckedFold {
  readonly #row: Cells;
  #head: JournalHead;
  #state: RunState | undefined;
  #problem: string | undefined;

  constructor(row: Cells) {
    this.#row = row;
    this.#head = { tenant: row['tenant'], run: row['id'], seq: 0, hash: undefined } as JournalHead;
  }

  add(entry: Cells): void {
    if (this.#problem !== undefined) return;
    try {
      const event = openEntry(this.#head, JournalEntry.parse(entry), sha256);
      this.#head = toHead(event);
      this.#state = applyRunEvent(this.#state, event);
    } catch (error) {
      this.#problem = error instanceof Error ? error.message : String(error);
    }
  }

  findProblem(): string | undefined {
    if (this.#problem !== undefined) return this.#problem;
    const { head, hash, summary } = this.#row;
    if (!this.#state) return 'the journal is empty';
    if (this.#head.seq !== head || this.#head.hash !== hash) return 'the journal does not end where its run stands';
    const isListed = isDeepStrictEqual(plain(toRunSummary(this.#state)), parseSummary(String(summary)));
    return isListed ? undefined : 'the journal does not end in the state that the list of runs shows';
  }
}

/** What does not fit must not have fitted before either, else it was broken on the way. */
async function assertSame(
  client: pg.ClientBase,
  source: MoveSource,
  { row, problem }: { row: Cells; problem: string },
): Promise<DamagedRun> {
  const run = String(row['id']);
  const copied = (await client.query<Record<string, unknown>>(ENTRIES, [row['no']])).rows;
  const [no, entries] = [Number(row['no']), copied.values()];
  let isSame = source.findSummary(no) === row['summary'];
  for (const entry of source.readEntries(no)) isSame &&= isDeepStrictEqual({ ...entry }, entries.next().value);
  if (!isSame || !entries.next().done) throw new MoveRefusedError(`${run} was not copied as it is: ${problem}`);
  return { run, problem };
}

function parseSummary(text: string): unknown {
  try {
    return plain(RunSummary.parse(JSON.parse(text)));
  } catch {
    return undefined; // It is damaged, which no fold equals.
  }
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function sha256(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Moves a data directory to the database, or changes nothing. What happened is told on standard error, the result on standard output. */
import type { MoveOptions, MoveProgress, MoveReport } from '@tutti/adapters/storage/move';
import { choose } from '../choose.ts';
import type { CommandContext, CommonOptions } from '../command-context.ts';
import { EXIT } from '../exit-code.ts';
import { CommandError } from '../report-error.ts';
import { type Writer, writeLine } from '../terminal.ts';
import { formatCount } from '../view/format-usage.ts';
import { createStyle } from '../view/style.ts';

export interface MigrateOptions extends CommonOptions {
  readonly from: string;
  readonly dryRun?: boolean;
}

/** A line is drawn again no more often than that. */
const EVERY_MS = 100;

export async function migrateCommand(context: CommandContext, options: MigrateOptions): Promise<number> {
  const { from, dryRun = false, json = false } = options;
  choose(['sqlite'], from, 'kind of installation');
  const { out, err } = context.terminal;
  const move = await toMove(context);
  const { moveToPostgres, planMove } = await import('@tutti/adapters/storage/move');
  if (dryRun) {
    const plan = await planMove(move);
    if (json) writeLine(out, JSON.stringify({ ...plan, dryRun: true }));
    else for (const line of renderPlan(plan)) writeLine(out, line);
    return EXIT.done;
  }
  const report = await moveToPostgres({ ...move, ...(!json && { onProgress: createProgressLine(err) }) });
  if (json) writeLine(out, JSON.stringify({ ...report, dryRun: false }));
  else for (const line of renderReport(report, createStyle(out.color))) writeLine(out, line);
  return EXIT.done;
}

async function toMove({ config, clock }: CommandContext): Promise<MoveOptions> {
  const { database, dataDirectory: directory } = config;
  if (!database)
    throw new CommandError('config_invalid', 'there is no database to move to, as DATABASE_URL is not set', {
      remedy: 'Set DATABASE_URL=postgres://user:password@host:5432/database to an empty PostgreSQL database.',
    });
  const { findIdentityFacts } = await import('@tutti/server/home');
  const facts = await findIdentityFacts(directory);
  return { ...database, directory, facts, now: clock.now() };
}

/** On a terminal one line that changes; elsewhere one for each table, when it is done. */
function createProgressLine(err: Writer): (progress: MoveProgress) => void {
  let drawnAt = 0;
  return (progress) => {
    if (progress.step !== 'copy' && progress.step !== 'check') return;
    const { done, total } = progress;
    const isDone = done >= total;
    if (!isDone && (!err.isTty || performance.now() - drawnAt < EVERY_MS)) return;
    drawnAt = performance.now();
    const what = progress.step === 'copy' ? `copied   ${progress.table}` : 'checked  journals';
    const line = `${what.padEnd(24)} ${done} of ${total}`;
    err.write(err.isTty ? `\r${line}${isDone ? '\n' : ''}` : `${line}\n`);
  };
}

function renderPlan({ from, to, counts }: Pick<MoveReport, 'from' | 'to' | 'counts'>): string[] {
  const rows = Object.entries(counts).map(([table, count]) => `  ${table.padEnd(16)} ${count}`);
  return [`Nothing was changed. From ${from} to ${to} would be moved:`, ...rows];
}

function renderReport(report: MoveReport, { bold, yellow, dim }: ReturnType<typeof createStyle>): string[] {
  const { from, to, counts, wasThere, damaged } = report;
  const { runs = 0, events = 0 } = counts;
  const what = `${formatCount(runs, 'run')}, ${formatCount(events, 'event')}`;
  return [
    bold(wasThere ? `Everything was there already: ${what}.` : `Moved and checked: ${what}.`),
    `${dim('from')}  ${from}`,
    `${dim('to')}    ${to}`,
    ...damaged.map(({ run, problem }) => yellow(`${run} was damaged before, and is the same now: ${problem}`)),
    'With DATABASE_URL set, `tutti up` goes on there. The directory keeps its copy of the runs, which is not used any more;',
    `to go back to it, without what happens from now on: delete ${from}/moved.json. Files that agents wrote stay in ${from}/workspace.`,
  ];
}

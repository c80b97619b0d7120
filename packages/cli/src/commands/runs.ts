import { InvalidInputError } from '@tutti/engine';
import { RunStatus, type RunSummary } from '@tutti/protocol';
import type { CommandContext, CommonOptions } from '../command-context.ts';
import { EXIT } from '../exit-code.ts';
import { findNearest } from '../find-nearest.ts';
import { openHome } from '../home/open-home.ts';
import { writeLine } from '../terminal.ts';
import { fitText, padText } from '../view/fit-text.ts';
import { formatDuration, formatInstant } from '../view/format-duration.ts';
import { formatCount, formatTokens } from '../view/format-usage.ts';
import { toPlainLine } from '../view/plain-text.ts';
import { toShortId } from '../view/short-id.ts';
import { createStyle, type Style } from '../view/style.ts';
import { parseCount } from './run.ts';

export interface RunsOptions extends CommonOptions {
  readonly status?: string;
  readonly search?: string;
  readonly limit?: string;
  readonly cursor?: string;
}

const MOST = 1_000;

/** Newest first; `next` leads to the page after. */
export async function runsCommand(context: CommandContext, options: RunsOptions): Promise<number> {
  const { json = false, search, cursor } = options;
  const status = options.status?.split(',').map(parseStatus);
  const limit = parseCount(options.limit ?? '20', '--limit');
  if (limit < 1 || limit > MOST) throw new InvalidInputError(`--limit takes 1 to ${MOST}`, '--limit');
  await using home = await openHome(context, options);
  const page = await home.engine.listRuns(home.principal, {
    limit,
    ...(status && { status }),
    ...(search !== undefined && { text: search }),
    ...(cursor !== undefined && { cursor }),
  });
  const { out } = context.terminal;
  if (json) {
    writeLine(out, JSON.stringify({ runs: page.runs, next: page.next ?? null }));
    return EXIT.done;
  }
  const style = createStyle(out.color);
  for (const run of page.runs) writeLine(out, renderRow(run, style, out.columns));
  if (page.runs.length === 0) writeLine(out, `No run matches in ${home.directory}.`);
  if (page.next !== undefined) writeLine(out, style.dim(`more: --cursor ${page.next}`));
  return EXIT.done;
}

function parseStatus(text: string): RunStatus {
  const parsed = RunStatus.safeParse(text.trim());
  if (parsed.success) return parsed.data;
  const nearest = findNearest(text, RunStatus.options);
  throw new InvalidInputError(
    `there is no status ${text}. The nearest is ${nearest}; there are ${RunStatus.options.join(', ')}.`,
    '--status',
  );
}

function renderRow(run: RunSummary, style: Style, columns: number): string {
  const { status, submittedAt, startedAt, finishedAt, steps, usage, rehearsed, doubts, title } = run;
  const facts = [
    padText(status, 11),
    formatInstant(submittedAt),
    padText(startedAt !== undefined && finishedAt !== undefined ? formatDuration(finishedAt - startedAt) : '–', 8),
    padText(formatCount(steps.completed, 'step'), 9),
    formatTokens(usage),
    rehearsed ? 'rehearsal' : '',
    doubts > 0 ? formatCount(doubts, 'doubt') : '',
  ];
  const head = `${toShortId(run.run)}  ${facts.filter((fact) => fact !== '').join('  ')}`;
  return `${style.bold(head.slice(0, 8))}${head.slice(8)}  ${fitText(toPlainLine(title), Math.max(columns - head.length - 2, 20))}`;
}

import { InvalidInputError } from '@tutti/engine';
import { RunStatus } from '@tutti/protocol';
import { type RunView, toInstant } from '@tutti/protocol/api';
import { choose } from '../choose.ts';
import type { CommandContext, CommonOptions } from '../command-context.ts';
import { openDesk } from '../desk/open-desk.ts';
import { EXIT } from '../exit-code.ts';
import { parseCount } from '../parse-count.ts';
import { writeLine } from '../terminal.ts';
import { fitText, padText } from '../view/fit-text.ts';
import { formatDuration, formatInstant } from '../view/format-duration.ts';
import { formatCount, formatTokens } from '../view/format-usage.ts';
import { toPlainLine } from '../view/plain-text.ts';
import { toShortId } from '../view/short-id.ts';
import { createStyle, type Style } from '../view/style.ts';

export interface RunsOptions extends CommonOptions {
  readonly status?: string;
  readonly search?: string;
  readonly open?: boolean;
  readonly limit?: string;
  readonly cursor?: string;
}

const MOST = 1_000;

/** Newest first; `next` leads to the page after. */
export async function runsCommand(context: CommandContext, options: RunsOptions): Promise<number> {
  const { json = false, search, cursor, open } = options;
  const status = options.status?.split(',').map((each) => choose(RunStatus.options, each, 'status'));
  const limit = parseCount(options.limit ?? '20', '--limit');
  if (limit < 1 || limit > MOST) throw new InvalidInputError(`--limit takes 1 to ${MOST}`, '--limit');
  await using desk = await openDesk(context);
  const page = await desk.listRuns({
    limit,
    ...(status && { status }),
    ...(search !== undefined && { text: search }),
    ...(open === true && { open }),
    ...(cursor !== undefined && { cursor }),
  });
  const { out } = context.terminal;
  if (json) {
    writeLine(out, JSON.stringify({ runs: page.runs, next: page.next ?? null }));
    return EXIT.done;
  }
  const style = createStyle(out.color);
  for (const run of page.runs) writeLine(out, renderRow(run, style, out.columns));
  if (page.runs.length === 0) writeLine(out, `No run matches in ${desk.place}.`);
  if (page.next !== undefined) writeLine(out, style.dim(`more: --cursor ${page.next}`));
  return EXIT.done;
}

function renderRow(run: RunView, style: Style, columns: number): string {
  const { status, submittedAt, durationMs, steps, usage, rehearsed, approvals, doubts, title } = run;
  const requests = approvals - doubts;
  const facts = [
    padText(status, 11),
    formatInstant(toInstant(submittedAt)),
    padText(durationMs === undefined ? '–' : formatDuration(durationMs), 8),
    padText(formatCount(steps.completed, 'step'), 9),
    formatTokens(usage),
    rehearsed ? 'rehearsal' : '',
    requests > 0 ? formatCount(requests, 'approval') : '',
    doubts > 0 ? formatCount(doubts, 'doubt') : '',
  ];
  const head = `${toShortId(run.run)}  ${facts.filter((fact) => fact !== '').join('  ')}`;
  return `${style.bold(head.slice(0, 8))}${head.slice(8)}  ${fitText(toPlainLine(title), Math.max(columns - head.length - 2, 20))}`;
}

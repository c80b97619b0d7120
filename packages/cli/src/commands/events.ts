import type { RunEvent } from '@tutti/protocol';
import type { CommandContext, CommonOptions } from '../command-context.ts';
import { EXIT } from '../exit-code.ts';
import { openHome } from '../home/open-home.ts';
import { resolveRunId } from '../runs/resolve-run-id.ts';
import { writeLine } from '../terminal.ts';
import { formatInstant } from '../view/format-duration.ts';
import { toPlainLine } from '../view/plain-text.ts';
import { parseCount } from './run.ts';

export interface EventsOptions extends CommonOptions {
  readonly after?: string;
}

/** The journal itself, each entry checked against the hash chain. */
export async function eventsCommand(context: CommandContext, typed: string, options: EventsOptions): Promise<number> {
  const after = parseCount(options.after ?? '0', '--after');
  await using home = await openHome(context, options);
  const run = await resolveRunId(home, typed);
  const { out } = context.terminal;
  for await (const event of home.engine.readEvents(home.principal, run)) {
    if (event.seq <= after) continue;
    writeLine(out, options.json ? JSON.stringify(event) : toLine(event));
  }
  return EXIT.done;
}

function toLine(event: RunEvent): string {
  const { seq, at, type, hash } = event;
  const path = 'path' in event && event.path !== undefined ? `  ${event.path}` : '';
  return `${String(seq).padStart(5)}  ${formatInstant(at)}  ${hash.slice(0, 8)}  ${type}${toPlainLine(path) === '' ? '' : `  ${toPlainLine(path)}`}`;
}

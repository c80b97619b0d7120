import { InvalidInputError } from '@tutti/engine';
import type { ArtefactVerdict, RunId } from '@tutti/protocol';
import type { ArtefactView } from '@tutti/protocol/api';
import type { CommandContext, CommonOptions } from '../command-context.ts';
import type { Desk } from '../desk/desk.ts';
import { openDesk } from '../desk/open-desk.ts';
import { EXIT } from '../exit-code.ts';
import { findNearest } from '../find-nearest.ts';
import { CommandError } from '../report-error.ts';
import { resolveRunId } from '../runs/resolve-run-id.ts';
import { writeLine } from '../terminal.ts';
import { renderWords } from '../view/render-summary.ts';
import { createStyle } from '../view/style.ts';

export interface ArtefactOptions extends CommonOptions {
  readonly accept?: boolean;
  readonly reject?: boolean;
  readonly comment?: string;
}

/** The newest version of a document. On a terminal rehearsed words are marked line by line; a pipe gets the bytes as they are, and the mark goes to stderr. */
export async function artefactCommand(
  context: CommandContext,
  { typed, name }: { typed: string; name: string },
  options: ArtefactOptions,
): Promise<number> {
  const verdict = toVerdict(options);
  await using desk = await openDesk(context);
  const run = await resolveRunId(desk, typed);
  const artefact = await getArtefact(desk, run, name);
  const { out } = context.terminal;
  if (verdict) {
    const { comment } = options;
    const reviewed = await desk.reviews.reviewArtefact(run, artefact.artefact, {
      verdict,
      ...(comment !== undefined && { comment }),
    });
    writeLine(
      out,
      options.json ? JSON.stringify(reviewed) : `${artefact.name} version ${artefact.version} is ${verdict}.`,
    );
    return EXIT.done;
  }
  const text = new TextDecoder().decode(await desk.readArtefact(run, artefact.artefact));
  if (options.json) writeLine(out, JSON.stringify({ artefact, text }));
  else show(context, artefact, text);
  return EXIT.done;
}

function show({ terminal: { out, err } }: CommandContext, { labels, rehearsed }: ArtefactView, text: string): void {
  if (out.isTty) {
    for (const line of renderWords(text, labels, createStyle(out.color))) writeLine(out, line);
    return;
  }
  out.write(text);
  if (rehearsed) writeLine(err, 'note: these are words of the rehearsal model');
}

async function getArtefact(desk: Desk, run: RunId, name: string): Promise<ArtefactView> {
  const { artefacts } = await desk.getRun(run);
  const found = artefacts.findLast((each) => each.name === name || each.artefact === name);
  if (found) return found;
  const names = [...new Set(artefacts.map((each) => each.name))];
  const nearest = names.length > 1 ? ` The nearest is ${findNearest(name, names)}.` : '';
  throw new CommandError(
    'artefact_not_found',
    `${run} has no artefact ${name}.${nearest} There are: ${names.join(', ') || 'none'}.`,
  );
}

function toVerdict({ accept = false, reject = false, comment }: ArtefactOptions): ArtefactVerdict | undefined {
  if (accept && reject) throw new InvalidInputError('a document is accepted or rejected, not both', '--reject');
  if (accept) return 'accepted';
  if (reject) return 'rejected';
  if (comment !== undefined) throw new InvalidInputError('--comment goes with --accept or --reject', '--comment');
  return undefined;
}

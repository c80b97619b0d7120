import { RunError } from '@tutti/engine';
import { isRehearsal } from '@tutti/protocol';
import type { CommandContext, CommonOptions } from '../command-context.ts';
import { EXIT } from '../exit-code.ts';
import { openHome } from '../home/open-home.ts';
import { CommandError } from '../report-error.ts';
import { resolveRunId } from '../runs/resolve-run-id.ts';
import { writeLine } from '../terminal.ts';
import { renderWords } from '../view/render-summary.ts';
import { createStyle } from '../view/style.ts';

/** The newest version of a document. On a terminal rehearsed words are marked line by line; a pipe gets the bytes as they are, and the mark goes to stderr. */
export async function artefactCommand(
  context: CommandContext,
  { typed, name }: { typed: string; name: string },
  options: CommonOptions,
): Promise<number> {
  await using home = await openHome(context, options);
  const run = await resolveRunId(home, typed);
  const { artefacts } = await home.engine.getRun(home.principal, run);
  const artefact = artefacts.findLast((each) => each.name === name || each.id === name);
  if (!artefact) {
    const names = [...new Set(artefacts.map((each) => each.name))].join(', ') || 'none';
    throw new CommandError('artefact_not_found', `${run} has no artefact ${name}. There are: ${names}.`);
  }
  const body = await home.store.findBlob(home.principal.tenant, artefact.blob);
  if (!body) throw new RunError('journal_corrupt', `the bytes of ${artefact.name} are missing`);
  const text = new TextDecoder().decode(body);
  const { out, err } = context.terminal;
  if (options.json) writeLine(out, JSON.stringify({ artefact, text }));
  else if (out.isTty)
    for (const line of renderWords(text, artefact.labels, createStyle(out.color))) writeLine(out, line);
  else {
    out.write(text);
    if (isRehearsal(artefact.labels)) writeLine(err, 'note: these are words of the rehearsal model');
  }
  return EXIT.done;
}

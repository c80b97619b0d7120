/** What a run has made of files: listed, compared, taken over, refused, and taken back. */
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { RunId } from '@tutti/protocol';
import type { DecisionView, WorkspaceView } from '@tutti/protocol/api';
import type { CommandContext, CommonOptions } from '../command-context.ts';
import type { Desk } from '../desk/desk.ts';
import { openDesk } from '../desk/open-desk.ts';
import { EXIT } from '../exit-code.ts';
import { CommandError } from '../report-error.ts';
import { resolveRunId } from '../runs/resolve-run-id.ts';
import { toChosen } from '../runs/to-chosen.ts';
import { writeLine } from '../terminal.ts';
import { toPlainLine } from '../view/plain-text.ts';
import { renderDiff, renderWorkspace } from '../view/render-files.ts';
import { createStyle } from '../view/style.ts';

export interface ArtefactsOptions extends CommonOptions {
  readonly save?: string;
}

export interface DiffOptions extends CommonOptions {
  readonly from?: string;
  readonly to?: string;
}

export interface DecideOptions extends CommonOptions {
  readonly hunks?: string;
  readonly onto?: string;
  readonly to?: string;
  readonly comment?: string;
}

/** Documents too: whoever asks for what a run has made means all of it. */
export async function artefactsCommand(
  context: CommandContext,
  typed: string,
  options: ArtefactsOptions,
): Promise<number> {
  await using desk = await openDesk(context);
  const run = await resolveRunId(desk, typed);
  const { out } = context.terminal;
  if (options.save !== undefined) {
    const path = resolve(options.save);
    await writeFile(path, await desk.files.archive(run, undefined), { flag: 'wx' });
    writeLine(out, options.json ? JSON.stringify({ run, path }) : `All changed files are in ${path}.`);
    return EXIT.done;
  }
  const { artefacts } = await desk.getRun(run);
  const workspace = await findWorkspace(desk, run);
  if (options.json) {
    writeLine(out, JSON.stringify({ run, documents: artefacts, workspace: workspace ?? null }));
    return EXIT.done;
  }
  for (const { name, version, bytes } of artefacts) writeLine(out, `${name} version ${version}, ${bytes} bytes`);
  if (workspace) for (const line of renderWorkspace(workspace, createStyle(out.color))) writeLine(out, line);
  if (artefacts.length === 0 && !workspace) writeLine(out, `${run} has made nothing yet.`);
  return EXIT.done;
}

export async function diffCommand(
  context: CommandContext,
  { typed, files }: { typed: string; files: readonly string[] },
  { from, to, json = false }: DiffOptions,
): Promise<number> {
  await using desk = await openDesk(context);
  const run = await resolveRunId(desk, typed);
  const { out, err } = context.terminal;
  const view = await desk.files.get(run);
  const range = { ...toVersion(view, 'from', from), ...toVersion(view, 'to', to) };
  const wishes = files.length === 0 ? [range] : files.map((path) => ({ ...range, path }));
  const style = createStyle(out.color);
  for (const wish of wishes) {
    const { items, more } = await desk.files.compare(run, wish);
    for (const item of items)
      if (json) writeLine(out, JSON.stringify(item));
      else for (const line of renderDiff(item, style)) writeLine(out, line);
    if (more) writeLine(err, 'note: there are more files; name those that you want to see');
  }
  return EXIT.done;
}

export async function acceptCommand(
  context: CommandContext,
  { typed, files }: { typed: string; files: readonly string[] },
  { onto, to, comment, hunks, json = false }: DecideOptions,
): Promise<number> {
  await using desk = await openDesk(context);
  const run = await resolveRunId(desk, typed);
  const said = { ...(await toChosen(desk, { run, files, hunks })), ...(comment !== undefined && { comment }) };
  const wish = { ...(onto !== undefined && { onto }), ...(to !== undefined && { to: resolve(to) }) };
  return tell(context, json, await desk.files.accept(run, { ...wish, ...said }));
}

export async function rejectCommand(
  context: CommandContext,
  { typed, files }: { typed: string; files: readonly string[] },
  { comment, hunks, json = false }: Pick<DecideOptions, 'comment' | 'hunks' | 'json'>,
): Promise<number> {
  await using desk = await openDesk(context);
  const run = await resolveRunId(desk, typed);
  const said = { ...(await toChosen(desk, { run, files, hunks })), ...(comment !== undefined && { comment }) };
  return tell(context, json, await desk.files.reject(run, said));
}

/** Without a name the last decision that stands. */
export async function undoCommand(
  context: CommandContext,
  { typed, decision }: { typed: string; decision: string | undefined },
  { json = false }: CommonOptions,
): Promise<number> {
  await using desk = await openDesk(context);
  const run = await resolveRunId(desk, typed);
  const { decisions } = await desk.files.get(run);
  const last = decision ?? decisions.findLast(({ undone }) => !undone)?.decision;
  if (last === undefined) throw new CommandError('decision_not_found', `nothing was decided about the files of ${run}`);
  const view = await desk.files.undo(run, last);
  const undone = view.decisions.find((each) => each.decision === last);
  const commit = undone?.undone?.commit;
  const how = commit === undefined ? '' : ` ${undone?.branch ?? ''} has a commit more that takes it back: ${commit}`;
  writeLine(context.terminal.out, json ? JSON.stringify(view) : `${last} is undone.${how}`);
  return EXIT.done;
}

export async function discardCommand(
  context: CommandContext,
  typed: string,
  { json = false }: CommonOptions,
): Promise<number> {
  await using desk = await openDesk(context);
  const run = await resolveRunId(desk, typed);
  const view = await desk.files.discard(run);
  writeLine(context.terminal.out, json ? JSON.stringify(view) : `The files of ${run} are gone.`);
  return EXIT.done;
}

function tell({ terminal: { out } }: CommandContext, json: boolean, view: WorkspaceView): number {
  if (json) writeLine(out, JSON.stringify(view));
  else {
    const last = view.decisions.at(-1);
    const target = last?.branch ?? last?.folder;
    const commit = last?.commit === undefined ? '' : ` as ${last.commit}`;
    const where = target === undefined ? '' : `: ${target}${commit}`;
    writeLine(
      out,
      `${toCounted(last)} are ${last?.verdict ?? 'decided'}${where}. Take it back with tutti undo ${view.run}`,
    );
  }
  return EXIT.done;
}

function toCounted(decision: DecisionView | undefined): string {
  const { files = [], parts = [] } = decision ?? {};
  const whole = files.length - parts.length;
  const counted = parts.map(({ path, hunks, of }) => `${hunks.length} of ${of} changes in ${toPlainLine(path)}`);
  return [...(whole > 0 || parts.length === 0 ? [`${whole} of the files`] : []), ...counted].join(' and ');
}

/** Enough of its beginning to mean only one. */
function toVersion({ base, versions }: WorkspaceView, side: 'from' | 'to', typed: string | undefined) {
  if (typed === undefined) return {};
  const all = [base, ...versions.map(({ version }) => version)];
  const found = all.filter((version) => version.startsWith(typed.toLowerCase()));
  const [only] = found;
  if (found.length === 1 && only !== undefined) return { [side]: only };
  const message = found.length === 0 ? `there is no version ${typed}` : `${typed} means more than one version`;
  throw new CommandError('version_not_found', message);
}

async function findWorkspace(desk: Desk, run: RunId): Promise<WorkspaceView | undefined> {
  try {
    return await desk.files.get(run);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'workspace_not_found') return undefined;
    throw error;
  }
}

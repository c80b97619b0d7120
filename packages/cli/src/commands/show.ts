import type { Budget, RunEvent } from '@tutti/protocol';
import type { CommandContext, CommonOptions } from '../command-context.ts';
import { EXIT } from '../exit-code.ts';
import { openDesk } from '../desk/open-desk.ts';
import { resolveRunId } from '../runs/resolve-run-id.ts';
import { getRunReport, type RunReport } from '../runs/run-report.ts';
import { writeLine } from '../terminal.ts';
import { formatInstant } from '../view/format-duration.ts';
import { joinFacts } from '../view/format-model.ts';
import { formatCost } from '../view/format-usage.ts';
import { toPlainLine } from '../view/plain-text.ts';
import { renderModelUse } from '../view/render-model-use.ts';
import { renderSummary } from '../view/render-summary.ts';
import { renderTree } from '../view/render-tree.ts';
import { RunTimeline } from '@tutti/protocol';
import { createStyle, type Style } from '../view/style.ts';

/** A run as its journal tells it: what it was asked, what it did, what is still open, and what came out. */
export async function showCommand(context: CommandContext, typed: string, options: CommonOptions): Promise<number> {
  await using desk = await openDesk(context);
  const run = await resolveRunId(desk, typed);
  const events = await Array.fromAsync(desk.readEvents(run));
  const report = await getRunReport(desk, run, events);
  const { out } = context.terminal;
  if (options.json) {
    writeLine(out, JSON.stringify(report));
    return EXIT.done;
  }
  const style = createStyle(out.color);
  const look = {
    style,
    columns: Math.max(out.columns, 60),
    now: context.clock.now(),
    wordsLabel: desk.wordsLabel,
    detailed: true,
  };
  const lines = [
    ...renderFacts(report, style),
    '',
    style.bold('Timeline'),
    ...renderTree(toTree(events), look),
    ...renderModelUse(report.models, style),
    ...renderArtefacts(report, style),
    ...renderFeedback(report, style),
    ...renderSummary(report, style),
  ];
  for (const line of lines) writeLine(out, line);
  return EXIT.done;
}

function toBudget({ tokens, costNanoUsd }: Budget): string {
  return joinFacts([
    tokens !== undefined && `${tokens} tokens`,
    costNanoUsd !== undefined && formatCost({ costNanoUsd }),
  ]);
}

function toTree(events: readonly RunEvent[]): RunTimeline {
  const tree = new RunTimeline();
  for (const event of events) tree.apply(event);
  return tree;
}

function renderFacts({ state, stateHash }: RunReport, style: Style): string[] {
  const { run, title, status, program, priority, submittedAt, deadline, budget, retryOf, parent, episode } = state;
  const facts: readonly (readonly [name: string, value: string | undefined])[] = [
    ['goal', toPlainLine(title)],
    ['status', status],
    ['program', program],
    ['priority', priority],
    ['asked', formatInstant(submittedAt)],
    ['deadline', deadline === undefined ? undefined : formatInstant(deadline)],
    ['budget', budget && toBudget(budget)],
    ['retry of', retryOf && `${retryOf.run} from ${retryOf.from}`],
    ['part of', parent && `${parent.run} at ${parent.path}`],
    ['episode', episode === 1 ? undefined : String(episode)],
    ['events', `${state.seq}, the last one ${state.hash.slice(0, 12)}…`],
    ['state', `${stateHash.slice(0, 12)}…`],
  ];
  const rows = facts.flatMap(([name, value]) =>
    value === undefined ? [] : [`  ${style.dim(name.padEnd(9))} ${value}`],
  );
  return [style.bold(run), ...rows];
}

function renderArtefacts({ state, artefacts }: RunReport, style: Style): string[] {
  if (artefacts.length === 0) return [];
  const rows = artefacts.map(({ name, bytes, version, mediaType, labels, review }) => {
    const sources = labels.map(({ source }) => source).join(', ');
    const said = review
      ? `  ${review.verdict}${review.comment === undefined ? '' : `: ${toPlainLine(review.comment)}`}`
      : '';
    const command = style.dim(`   tutti artefact ${state.run} ${toPlainLine(name)}`);
    return `  ${toPlainLine(name)}  version ${version}  ${bytes} bytes  ${mediaType}  labels ${sources}${said}${command}`;
  });
  return ['', style.bold('Artefacts'), ...rows];
}

function renderFeedback({ feedback }: RunReport, style: Style): string[] {
  if (feedback.length === 0) return [];
  const rows = feedback.map(
    ({ rating, comment, at }) => `  ${rating}  ${at}${comment === undefined ? '' : `  ${toPlainLine(comment)}`}`,
  );
  return ['', style.bold('Feedback'), ...rows];
}

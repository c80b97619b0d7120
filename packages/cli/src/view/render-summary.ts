/** What is said when a run rests: its result, its totals, and what can be done next. */
import { isRehearsal, type Label } from '@tutti/protocol';
import { toInstant } from '@tutti/protocol/api';
import { type RunReport, toPartialText, toResultText } from '../runs/run-report.ts';
import { describeShares } from './render-model-use.ts';
import { formatDuration, formatInstant } from './format-duration.ts';
import { formatCost, formatCount, formatTokens } from './format-usage.ts';
import { toPlainLine, toPlainText } from './plain-text.ts';
import type { Style } from './style.ts';

export function renderSummary(report: RunReport, style: Style): string[] {
  return [
    ...renderDecisions(report, style),
    ...renderResult(report, style),
    ...renderPartial(report, style),
    ...renderFailure(report, style),
    ...renderOpenEnds(report, style),
    '',
    renderTotals(report, style),
    renderNext(report, style),
  ];
}

/** Each line of rehearsed words says so, also when somebody copies only one of them. */
export function renderWords(text: string, labels: readonly Label[], style: Style): string[] {
  const gutter = isRehearsal(labels) ? `${style.yellow('rehearsal')} ${style.dim('│')} ` : `${style.dim('│')} `;
  return toPlainText(text)
    .trimEnd()
    .split('\n')
    .map((line) => (gutter + line).trimEnd());
}

function renderResult(report: RunReport, style: Style): string[] {
  const text = toResultText(report);
  if (text === undefined) return [];
  const { labels } = report.state;
  const note = isRehearsal(labels) ? ' (words of the rehearsal model, which understands nothing)' : '';
  return ['', `${style.bold('Result')}${style.dim(note)}`, ...renderWords(text, labels, style)];
}

function renderDecisions({ decisions, state }: RunReport, style: Style): string[] {
  if (decisions.length === 0) return [];
  return [
    '',
    style.bold('How they worked'),
    ...renderWords(decisions.map(toPlainLine).join('\n'), state.labels, style),
  ];
}

function renderPartial(report: RunReport, style: Style): string[] {
  const text = toPartialText(report);
  if (text === undefined) return [];
  const title = `${style.bold('What there was')}${style.dim(' when its budget ended it; it is not finished')}`;
  return ['', title, ...renderWords(text, report.state.labels, style)];
}

function renderFailure({ state }: RunReport, style: Style): string[] {
  if (state.status === 'failed' && state.error) {
    const { code, message, path } = state.error;
    return ['', `${style.red('Failed')} ${toPlainLine(message)} (${code}${path === undefined ? '' : ` at ${path}`})`];
  }
  if (state.status !== 'cancelled') return [];
  const where = state.stoppedAt?.length ? ` It stopped at ${state.stoppedAt.join(', ')}.` : ' Nothing was under way.';
  return ['', `${style.yellow('Cancelled')} ${toPlainLine(state.cancel?.reason ?? '')}.${where}`];
}

export function renderOpenEnds({ state, open, waitsForModel }: RunReport, style: Style): string[] {
  const doubts = Object.entries(state.doubts).flatMap(([path, { cause, message }]) => [
    `${style.yellow('In doubt')} whether ${path} happened (${cause}${message === undefined ? '' : `: ${toPlainLine(message)}`}).`,
    `  Look at the receiving system, then answer: tutti answer ${state.run} ${path} happened|not-happened`,
  ]);
  const requests = open.filter(({ kind }) => kind === 'request');
  const asked = requests.flatMap(({ title, decisions }) => [
    `${style.yellow('Waits for you')} ${toPlainLine(title)}`,
    `  tutti approve ${state.run} ${decisions.join('|')}`,
  ]);
  const waits = Object.entries(state.waits)
    .filter(([path]) => !requests.some((request) => request.path === path))
    .map(
      ([path, { key, until }]) =>
        `${style.yellow('Waits')} at ${path} for ${key ?? 'a time'}${until === undefined ? '' : ` until ${new Date(until).toISOString()}`}.`,
    );
  const models = waitsForModel.map(
    ({ path, until }) =>
      `${style.yellow('Waits for a model')} at ${path}: none can be called before ${formatInstant(toInstant(until))}.`,
  );
  return [...doubts, ...asked, ...waits, ...models];
}

/** Everything here is added up from recorded events. */
export function renderTotals({ state, executions, models }: RunReport, style: Style): string {
  const { completed, failed, retried } = state.steps;
  const calls = executions.filter(({ kind }) => kind === 'model').length;
  const tools = executions.filter(({ kind }) => kind === 'tool').length;
  const facts = [
    formatCount(completed, 'step'),
    failed > 0 ? `${failed} failed` : '',
    retried > 0 ? `${retried} tried again` : '',
    `${formatCount(calls, 'model call')}, ${formatCount(tools, 'tool call')}`,
    formatTokens(state.usage),
    formatCost(state.usage),
    describeShares(models),
    formatDuration((state.finishedAt ?? state.updatedAt) - (state.startedAt ?? state.submittedAt)),
  ];
  return `${style.bold(state.status)}  ${facts.filter((fact) => fact !== '').join(' · ')}`;
}

function renderNext({ state }: RunReport, style: Style): string {
  const { status, run } = state;
  const show = `tutti show ${run}`;
  const next =
    status === 'paused' || status === 'quarantined'
      ? `tutti resume ${run}`
      : status === 'failed' || status === 'cancelled'
        ? `tutti retry ${run}`
        : undefined;
  return style.dim(next === undefined ? show : `${show}   ${next}`);
}

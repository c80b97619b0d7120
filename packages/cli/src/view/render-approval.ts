import type { Json, Label } from '@tutti/protocol';
import type { ApprovalView } from '@tutti/protocol/api';
import { toPlainLine } from './plain-text.ts';
import { renderCall } from './render-call.ts';
import { renderWords } from './render-summary.ts';
import type { Style } from './style.ts';

export interface ApprovalLook {
  readonly style: Style;
  /** Words of the rehearsal model are in the run. */
  readonly rehearsed: boolean;
}

/** Everything that is decided about, as far as it is shown: nobody should approve what was cut without being told. */
export function renderApproval(approval: ApprovalView, { style, rehearsed }: ApprovalLook): string[] {
  const { kind, run, path, title, runTitle, since, decisions, shows } = approval;
  const command =
    kind === 'doubt'
      ? `tutti answer ${run} ${path} happened|not-happened`
      : `tutti approve ${run} ${decisions.join('|')}`;
  const labels: Label[] = rehearsed ? [{ source: 'rehearsal' }] : [];
  const call = renderCall(shows, run, style);
  const words = call ?? (shows === undefined || shows === null ? [] : renderWords(toText(shows), labels, style));
  return [
    style.bold(toPlainLine(title)),
    `  ${style.dim('run')}    ${run}  ${toPlainLine(runTitle)}`,
    `  ${style.dim('since')}  ${since} at ${path}`,
    ...(approval.cause === undefined ? [] : [`  ${style.dim('cause')}  ${approval.cause}`]),
    ...(approval.message === undefined ? [] : [`  ${style.dim('told')}   ${toPlainLine(approval.message)}`]),
    ...words.map((line) => `  ${line}`),
    ...(isCut(shows) && !call ? [`  ${style.yellow('This is only the beginning.')} All of it: tutti show ${run}`] : []),
    `  ${style.dim('id')}     ${approval.approval}`,
    `  ${style.dim(command)}`,
    '',
  ];
}

function isCut(shows: Json | undefined): boolean {
  return typeof shows === 'object' && shows !== null && 'whole' in shows && shows.whole === false;
}

function toText(shows: Json): string {
  if (typeof shows === 'string') return shows;
  const isResult = typeof shows === 'object' && shows !== null && 'text' in shows;
  return isResult && typeof shows.text === 'string' ? shows.text : JSON.stringify(shows, null, 2);
}

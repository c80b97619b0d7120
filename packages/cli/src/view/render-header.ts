import type { RunState } from '@tutti/protocol';
import { fitText, widthOf } from './fit-text.ts';
import { formatCount, formatTokens } from './format-usage.ts';
import { formatDuration } from './format-duration.ts';
import { toPlainLine } from './plain-text.ts';
import type { TreeLook } from './render-tree.ts';
import type { RunTimeline } from '@tutti/protocol';
import { toShortId } from './short-id.ts';

/** `run 4k2x9qdm  running  sequential  3 steps  412 tokens  1.2 s  Plan the harbour festival` */
export function renderHeader(state: RunState, { pattern }: RunTimeline, { style, columns, now }: TreeLook): string {
  const facts = [
    state.status,
    pattern ?? state.program,
    formatCount(state.steps.completed, 'step'),
    formatTokens(state.usage),
    formatDuration(Math.max((state.finishedAt ?? now) - (state.startedAt ?? state.submittedAt), 0)),
  ];
  const head = `${style.bold(`run ${toShortId(state.run)}`)}  ${facts.join('  ')}`;
  const room = columns - widthOf(head) - 3;
  return room < 10 ? head : `${head}  ${style.cyan(fitText(toPlainLine(state.title), room))}`;
}

import { isRehearsal, type Mark, splitHandoff } from '@tutti/protocol';
import { toMoney } from '@tutti/protocol/api';
import { formatCount, formatMoney } from '../../../domain/format-numbers.ts';
import { RehearsalMark } from '../../../domain/rehearsal-mark.tsx';
import { moneyText } from '../../../strings/money.ts';
import { runText } from '../../../strings/run.ts';
import { sharedText } from '../../../strings/shared.ts';
import { Duration } from '../../../ui/duration.tsx';
import { StatusDot } from '../../../ui/status-dot.tsx';
import type { Tone } from '../../../ui/tone.ts';
import { TreeRow } from '../../../ui/tree-row.tsx';
import type { TimelineRow } from './flatten-timeline.ts';
import { toRowTitle } from './to-row-title.ts';
import { type Span, TimeBar } from './time-bar.tsx';

export const MARK_TONE: Record<Mark, Tone> = {
  pending: 'neutral',
  running: 'progress',
  waiting: 'attention',
  doubt: 'attention',
  done: 'success',
  failed: 'danger',
  stopped: 'neutral',
};

interface Props {
  readonly row: TimelineRow;
  readonly span: Span;
  readonly selected: boolean;
  readonly reachable: boolean;
  readonly onSelect: () => void;
  readonly onToggle: () => void;
}

export function TimelineRowView({ row, span, selected, reachable, onSelect, onToggle }: Props) {
  const { node, depth, mark, expanded, start, end, tokens, costNanoUsd, estimated } = row;
  if (row.type === 'words') return <Words row={row} />;
  const trail = (
    <>
      <span className="hidden w-16 text-right @2xl:inline">{tokens > 0 && formatCount(tokens)}</span>
      <span
        className="hidden w-28 truncate text-right @3xl:inline"
        title={estimated ? moneyText.estimatedMeans : undefined}
      >
        {costNanoUsd > 0 && `${estimated ? '≈' : ''}${formatMoney(toMoney(costNanoUsd))}`}
      </span>
      <span className="w-16 text-right">
        {start !== undefined && (end === undefined ? <Duration since={start} /> : <Duration ms={end - start} />)}
      </span>
      <TimeBar start={start} end={end} span={span} mark={mark} />
    </>
  );
  return (
    <TreeRow
      depth={depth}
      expanded={expanded}
      onToggle={onToggle}
      selected={selected}
      reachable={reachable}
      onSelect={onSelect}
      trail={trail}
    >
      <StatusDot tone={MARK_TONE[mark]} pulse={mark === 'running'} label={sharedText.mark[mark]} />
      <span className={`max-w-[75%] shrink-0 truncate ${node.children.size > 0 ? 'font-medium' : ''}`}>
        {toRowTitle(node)}
      </span>
      {isRehearsal(node.labels) && <RehearsalMark small />}
      <Facts row={row} />
    </TreeRow>
  );
}

function Facts({ row: { node } }: { row: TimelineRow }) {
  const { kind, effect, attempt, note, children } = node;
  const isPlain = kind === 'group' || kind === 'branch' || kind === 'join' || children.size > 0;
  const isTold = kind === 'wait' || kind === 'record' || kind === 'artefact' || kind === 'child';
  return (
    <span className="hidden min-w-0 flex-1 items-center gap-2 overflow-hidden text-xs text-muted @sm:flex">
      {!isPlain && <span className="shrink-0">{runText.kind[kind]}</span>}
      {effect !== undefined && effect !== 'read' && effect !== 'pure' && (
        <span className="shrink-0 rounded-sm bg-neutral-tint px-1" title={sharedText.effect[effect]}>
          {effect}
        </span>
      )}
      {attempt > 1 && <span className="shrink-0">{runText.attempt(attempt)}</span>}
      {note !== undefined && !isTold && <span className="truncate">{note}</span>}
    </span>
  );
}

const SHOWN_WORDS = 800;
const INDENT_REM = 1.125;

/** The end of what has come so far: the newest words stand at the bottom. */
function Words({ row: { node, depth } }: { row: TimelineRow }) {
  return (
    <div
      className="flex max-h-40 flex-col-reverse overflow-hidden border-b border-line bg-sunken py-2 pr-4"
      style={{ paddingLeft: `${2 + Math.min(depth, 12) * INDENT_REM}rem` }}
      data-words={node.path}
    >
      <p className="max-w-3xl whitespace-pre-wrap text-muted [overflow-wrap:anywhere]">
        {splitHandoff(node.words).text.slice(-SHOWN_WORDS)}
        <span aria-hidden className="ml-0.5 inline-block h-3.5 w-1.5 animate-breathe bg-progress align-text-bottom" />
      </p>
      {isRehearsalModel(node.what) && (
        <div className="mb-1">
          <RehearsalMark />
        </div>
      )}
    </div>
  );
}

/** As journals name it, and as they named it before models had providers. */
function isRehearsalModel(what: string | undefined): boolean {
  return what !== undefined && /^(tutti\/)?rehearsal/.test(what);
}

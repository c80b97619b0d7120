import { isFinished, type RunState } from '@tutti/protocol';
import { useNavigate } from '@tanstack/react-router';
import { ListTree } from 'lucide-react';
import { useState } from 'react';
import type { RunPicture } from '../../../client/run-feed.ts';
import { findNode } from '../../../client/run-fold.ts';
import { SidePanel } from '../../../domain/side-panel.tsx';
import { runText } from '../../../strings/run.ts';
import { Button } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Tree } from '../../../ui/tree-row.tsx';
import { VirtualList } from '../../../ui/virtual-list.tsx';
import { flattenTimeline, listParents, type TimelineRow } from './flatten-timeline.ts';
import { StepDetails } from './step-details.tsx';
import { Takeovers } from './takeovers.tsx';
import { TimelineRowView } from './timeline-row-view.tsx';
import { toRowTitle } from './to-row-title.ts';

/** Shorter ones are drawn whole, so that the page scrolls as one. */
const MOST_DRAWN = 60;

interface Props {
  readonly picture: RunPicture;
  readonly state: RunState;
  /** The path of the step that is looked at. */
  readonly step: string | undefined;
}

export function TimelineTab({ picture, state, step }: Props) {
  const { root } = picture.timeline;
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const select = useSelectStep(state);
  const rows = flattenTimeline(root, closed);
  const chosen = step === undefined ? undefined : findNode(root, step);
  if (rows.length === 0)
    return (
      <EmptyState
        icon={ListTree}
        title={runText.noSteps}
        body={isFinished(state.status) ? undefined : runText.noStepsBody}
      />
    );
  const parents = listParents(root);
  return (
    <div className="flex min-h-0 min-w-0 flex-1 items-start gap-4 pt-4">
      <div className="@container flex min-w-0 flex-1 flex-col overflow-clip rounded-lg border border-line bg-surface">
        <div className="flex min-h-9 items-center gap-3 border-b border-line py-1 pr-4 pl-3 text-xs text-muted">
          <Button
            size="sm"
            variant="ghost"
            onClick={() => setClosed(closed.size > 0 ? new Set() : new Set(parents))}
            disabled={parents.length === 0}
          >
            {closed.size > 0 ? runText.expandAll : runText.collapseAll}
          </Button>
          <span className="flex-1" />
          <Columns />
        </div>
        <Takeovers events={picture.events} />
        <Rows
          rows={rows}
          state={state}
          step={step}
          onSelect={select}
          onToggle={(path) => setClosed(toggle(closed, path))}
        />
      </div>
      {chosen && (
        <SidePanel title={toRowTitle(chosen)} onClose={() => select(undefined)}>
          <StepDetails state={state} node={chosen} events={picture.events} />
        </SidePanel>
      )}
    </div>
  );
}

function Columns() {
  return (
    <>
      <span className="hidden w-16 text-right @2xl:inline">{runText.column.tokens}</span>
      <span className="hidden w-28 text-right @3xl:inline">{runText.column.cost}</span>
      <span className="w-16 text-right">{runText.column.duration}</span>
      <span className="hidden w-28 @xl:inline @4xl:w-40">{runText.column.when}</span>
    </>
  );
}

interface RowsProps {
  readonly rows: readonly TimelineRow[];
  readonly state: RunState;
  readonly step: string | undefined;
  readonly onSelect: (path: string | undefined) => void;
  readonly onToggle: (path: string) => void;
}

function Rows({ rows, state, step, onSelect, onToggle }: RowsProps) {
  const span = { start: state.startedAt ?? state.submittedAt, end: state.finishedAt };
  const hasChosen = rows.some(({ key }) => key === step);
  const draw = (row: TimelineRow, index: number) => (
    <TimelineRowView
      key={row.key}
      row={row}
      span={span}
      selected={row.key === step}
      reachable={!hasChosen && index === 0}
      onSelect={() => onSelect(row.key === step ? undefined : row.key)}
      onToggle={() => onToggle(row.key)}
    />
  );
  // Once: whoever scrolls on is not taken back while the run grows.
  const [showIndex] = useState(() => rows.findIndex(({ key }) => key === step));
  if (rows.length <= MOST_DRAWN) return <Tree label={runText.timeline}>{rows.map(draw)}</Tree>;
  return (
    <div className="flex h-[max(24rem,calc(100dvh-16rem))] flex-col">
      <VirtualList label={runText.timeline} items={rows} getKey={({ key }) => key} role="tree" showIndex={showIndex}>
        {draw}
      </VirtualList>
    </div>
  );
}

function useSelectStep({ run }: RunState): (path: string | undefined) => void {
  const navigate = useNavigate();
  return (path) => {
    void navigate({ to: '/ui/runs/$run', params: { run }, search: { step: path }, replace: true, resetScroll: false });
  };
}

function toggle(closed: ReadonlySet<string>, path: string): ReadonlySet<string> {
  const next = new Set(closed);
  if (!next.delete(path)) next.add(path);
  return next;
}

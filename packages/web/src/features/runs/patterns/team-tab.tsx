import { isFinished, type PatternName, PATTERNS, type RunEvent, type RunState } from '@tutti/protocol';
import { Users } from 'lucide-react';
import { type ComponentType, useMemo } from 'react';
import { PatternPicture } from '../../../domain/pattern-pictures/pattern-picture.tsx';
import { patternsText } from '../../../strings/patterns.ts';
import { sharedText } from '../../../strings/shared.ts';
import { Disclosure } from '../../../ui/disclosure.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { joinClasses } from '../../../ui/join-classes.ts';
import { AuctionView } from './auction-view.tsx';
import { ChosenView } from './chosen-view.tsx';
import { CollaborativeView } from './collaborative-view.tsx';
import { CompetitiveView } from './competitive-view.tsx';
import { ConsensusView } from './consensus-view.tsx';
import { HierarchicalView } from './hierarchical-view.tsx';
import { ParallelView } from './parallel-view.tsx';
import { PipelineView } from './pipeline-view.tsx';
import { CHOSEN, listRecorded, listSittings, type Recorded, type Sitting } from './recorded.ts';
import { SequentialView } from './sequential-view.tsx';
import { SwarmView } from './swarm-view.tsx';

const VIEWS: Readonly<Record<PatternName, ComponentType<{ readonly recorded: readonly Recorded[] }>>> = {
  sequential: SequentialView,
  parallel: ParallelView,
  pipeline: PipelineView,
  hierarchical: HierarchicalView,
  collaborative: CollaborativeView,
  competitive: CompetitiveView,
  consensus: ConsensusView,
  auction: AuctionView,
  swarm: SwarmView,
};

interface Props {
  readonly state: Pick<RunState, 'status'>;
  readonly events: readonly RunEvent[];
  /** The list is the same object while it grows. */
  readonly count: number;
}

/** How the team came to its result: what it has recorded of that, and nothing else. */
export function TeamTab({ state, events, count }: Props) {
  const all = useMemo(() => events.slice(0, count), [events, count]);
  const chosen = useMemo(() => listRecorded(all).filter(({ name }) => name === CHOSEN), [all]);
  const sittings = useMemo(() => listSittings(all).toReversed(), [all]);
  const [latest, ...earlier] = sittings;
  const isLive = !isFinished(state.status);
  if (!latest && chosen.length === 0)
    return (
      <EmptyState
        icon={Users}
        title={patternsText.nothing}
        body={isLive ? patternsText.nothingYet : patternsText.nothingMore}
      />
    );
  return (
    <div className="flex min-w-0 flex-col gap-4 pt-4">
      <ChosenView recorded={chosen} />
      {latest && (
        <>
          <PatternTitle pattern={latest.pattern} isLive={isLive} />
          {earlier.length > 0 && <p className="text-muted">{patternsText.madeAgain(latest.number)}</p>}
          <SittingView sitting={latest} />
        </>
      )}
      {earlier.map((sitting) => (
        <Disclosure key={sitting.number} summary={patternsText.time(sitting.number)}>
          <div className="flex min-w-0 flex-col gap-4 pt-2">
            <SittingView sitting={sitting} />
          </div>
        </Disclosure>
      ))}
    </div>
  );
}

function PatternTitle({ pattern, isLive }: { readonly pattern: PatternName; readonly isLive: boolean }) {
  return (
    <div className="flex min-w-0 items-center gap-3">
      <span className={joinClasses('block w-20 shrink-0', isLive && 'picture-plays')}>
        <PatternPicture pattern={pattern} />
      </span>
      <div className="min-w-0">
        <p className="font-semibold">{sharedText.pattern[pattern]}</p>
        <p className="text-xs text-muted">{PATTERNS[pattern].sentence}</p>
      </div>
    </div>
  );
}

function SittingView({ sitting: { pattern, recorded, left } }: { readonly sitting: Sitting }) {
  const View = VIEWS[pattern];
  return (
    <>
      <View recorded={recorded} />
      {left > 0 && <p className="text-muted">{patternsText.tooLarge(left)}</p>}
    </>
  );
}

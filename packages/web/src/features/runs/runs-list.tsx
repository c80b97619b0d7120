import { ListTree, SearchX } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { RunFilter } from '../../client/queries.ts';
import { RefusalState } from '../../domain/refusal-state.tsx';
import { RunLine } from '../../domain/run-line.tsx';
import { PHONE, useMedia } from '../../domain/use-media.ts';
import { runsText } from '../../strings/runs.ts';
import { Button } from '../../ui/button.tsx';
import { ButtonLink } from '../../ui/button-link.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { RunsTable } from './runs-table.tsx';
import { useRowKeys } from './use-row-keys.ts';
import { useRunList } from './use-run-list.ts';

interface Props {
  readonly filter: RunFilter;
  readonly onClear: () => void;
}

export function RunsList({ filter, onClear }: Props) {
  const { top, isAtTop } = useIsAtTop();
  const isFiltered = filter.status.length > 0 || filter.text !== '';
  const { list, newest, loadMore, busy, olderError, release } = useRunList(filter, isFiltered || !isAtTop);
  const isPhone = useMedia(PHONE);
  const frame = useRef<HTMLDivElement>(null);
  useRowKeys(frame);
  const held = list?.held.length ?? 0;
  const showNew = () => {
    release();
    top.current?.scrollIntoView({ block: 'center' });
  };
  return (
    <div ref={frame} className="relative min-w-0">
      <div ref={top} className="h-px" />
      {held > 0 && (
        <div className="sticky top-2 z-10 mb-2 flex justify-center">
          <Button variant="primary" size="sm" onClick={showNew}>
            {runsText.fresh(held)}
          </Button>
        </div>
      )}
      <Panel flush>
        {!list && newest.isPending && <Skeleton lines={8} />}
        {!list && newest.isError && <RefusalState error={newest.error} onRetry={() => newest.refetch()} />}
        {list?.rows.length === 0 && (isFiltered ? <NoneFound onClear={onClear} /> : <None />)}
        {list && list.rows.length > 0 && (isPhone ? <Cards list={list.rows} /> : <RunsTable rows={list.rows} />)}
        {olderError !== undefined && <RefusalState error={olderError} onRetry={loadMore} />}
        {list && list.rows.length > 0 && (
          <LoadMore hasMore={list.next !== null} busy={busy} onMore={loadMore} shown={list.rows.length} />
        )}
      </Panel>
    </div>
  );
}

function Cards({ list }: { list: Parameters<typeof RunsTable>[0]['rows'] }) {
  return (
    <ul aria-label={runsText.list} className="divide-y divide-line">
      {list.map((view) => (
        <RunLine key={view.run} view={view} />
      ))}
    </ul>
  );
}

function None() {
  return (
    <EmptyState
      icon={ListTree}
      title={runsText.none}
      body={runsText.noneBody}
      action={
        <ButtonLink to="/ui/tasks/new" variant="primary">
          {runsText.newTask}
        </ButtonLink>
      }
    />
  );
}

function NoneFound({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState
      icon={SearchX}
      title={runsText.noneFound}
      body={runsText.noneFoundBody}
      action={<Button onClick={onClear}>{runsText.clear}</Button>}
    />
  );
}

/** Whoever has scrolled reads, and nothing may move. */
function useIsAtTop() {
  const top = useRef<HTMLDivElement>(null);
  const [isAtTop, setIsAtTop] = useState(true);
  useEffect(() => {
    if (!top.current) return;
    const observer = new IntersectionObserver(([entry]) => setIsAtTop(entry?.isIntersecting ?? true));
    observer.observe(top.current);
    return () => observer.disconnect();
  }, []);
  return { top, isAtTop };
}

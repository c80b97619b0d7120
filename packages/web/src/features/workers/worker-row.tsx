import type { WorkerView } from '@tutti/protocol/api';
import { ChevronRight } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { workersText } from '../../strings/workers.ts';
import { joinClasses } from '../../ui/join-classes.ts';
import { Time } from '../../ui/time.tsx';
import { formatQuiet } from './format-quiet.ts';
import { WorkerDetails } from './worker-details.tsx';
import { WorkerStateText } from './worker-state.tsx';

/** The same for the heads of the columns and for every row. */
export const COLUMNS =
  'grid-cols-[minmax(0,1fr)_auto] gap-x-4 md:grid-cols-[minmax(0,1fr)_6.5rem_6rem_6rem] lg:grid-cols-[minmax(0,1fr)_6.5rem_6rem_6.5rem_5rem_4rem]';

interface Props {
  readonly view: WorkerView;
  readonly open: boolean;
  readonly onToggle: () => void;
}

/** A worker in a line; it opens to what it drives now. */
export function WorkerRow({ view, open, onToggle }: Props) {
  const { worker, name, state, lostRuns, takenOver, quietMs } = view;
  const details = useId();
  return (
    <li data-worker={worker} data-state={state} className="min-w-0">
      <div
        className={joinClasses(
          'relative grid items-center px-4 py-2 transition-colors hover:bg-hover has-focus-visible:bg-hover',
          COLUMNS,
        )}
      >
        <button
          type="button"
          aria-expanded={open}
          aria-controls={open ? details : undefined}
          onClick={onToggle}
          className="flex min-w-0 items-center gap-1.5 text-left font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-focus"
        >
          <ChevronRight
            size={14}
            aria-hidden
            className={joinClasses('shrink-0 text-faint transition-transform', open && 'rotate-90')}
          />
          <span className={joinClasses('min-w-0 truncate', isGone(view) && 'text-muted')} title={name}>
            {name}
          </span>
        </button>
        <WorkerStateText state={state} />
        <Figure label={workersText.column.runs}>{toRoom(view, workersText.room)}</Figure>
        <Figure label={workersText.column.heard}>{formatQuiet(quietMs)}</Figure>
        <Figure label={workersText.column.taken} from="lg">
          {takenOver.toLocaleString('en')}
        </Figure>
        <Figure label={workersText.column.lost} from="lg">
          {lostRuns.toLocaleString('en')}
        </Figure>
        <Summary view={view} />
      </div>
      {open && (
        <div id={details} className="border-t border-line bg-sunken">
          <WorkerDetails view={view} />
        </div>
      )}
    </li>
  );
}

function Figure({ label, from = 'md', children }: { label: string; from?: 'md' | 'lg'; children: ReactNode }) {
  return (
    <span
      className={joinClasses(
        'text-right whitespace-nowrap text-muted',
        from === 'md' ? 'hidden md:inline' : 'hidden lg:inline',
      )}
    >
      <span className="sr-only">{label} </span>
      {children}
    </span>
  );
}

/** What the columns leave out, and on narrow screens what they would say. */
function Summary({ view }: { view: WorkerView }) {
  const { roles, startedAt, endedAt, endedBy, build, lostRuns, takenOver, quietMs } = view;
  return (
    <p className="col-span-full flex flex-wrap gap-x-3 pl-5 text-xs text-muted">
      <span>{roles.map((role) => workersText.role[role]).join(', ')}</span>
      {!isGone(view) && (
        <>
          <span className="md:hidden">{toRoom(view, workersText.roomRuns)}</span>
          <span className="md:hidden">{workersText.heard(formatQuiet(quietMs))}</span>
        </>
      )}
      <span>
        {workersText.beganAgo} <Time at={startedAt} relative />
      </span>
      {endedAt !== undefined && (
        <span>
          {workersText.ended} <Time at={endedAt} relative />
        </span>
      )}
      {endedBy !== undefined && <span>{workersText.foundLostBy(endedBy)}</span>}
      <span className="hidden font-mono sm:inline">{build}</span>
      {takenOver > 0 && <span className="lg:hidden">{workersText.freed(takenOver)}</span>}
      {lostRuns > 0 && <span className="lg:hidden">{workersText.lostRuns(lostRuns)}</span>}
    </p>
  );
}

function isGone({ state }: WorkerView): boolean {
  return state === 'ended' || state === 'lost';
}

function toRoom(view: WorkerView, write: (driving: number, room: number) => string): string {
  const { driving, room } = view;
  if (driving > 0) return write(driving, room);
  if (isGone(view)) return workersText.gone;
  return room === 0 ? workersText.noRoom : write(driving, room);
}

import type { RunView } from '@tutti/protocol/api';
import { sharedText } from '../strings/shared.ts';
import { RowLink } from '../ui/row-link.tsx';
import { Time } from '../ui/time.tsx';
import { RehearsalMark } from './rehearsal-mark.tsx';
import { RunDuration } from './run-duration.tsx';
import { RunStatusBadge } from './run-status-badge.tsx';
import { CostText, TokensText } from './usage-text.tsx';

/** A run in two lines: for short lists, and for lists on a phone. */
export function RunLine({ view, selected = false }: { view: RunView; selected?: boolean }) {
  const { run, title, status, rehearsed, steps, usage, startedAt, finishedAt, errorCode, submittedAt } = view;
  return (
    <li
      data-run={run}
      className={`relative flex min-w-0 flex-col gap-0.5 px-4 py-2 transition-colors hover:bg-hover ${selected ? 'bg-selected' : ''}`}
    >
      <div className="flex min-w-0 items-center gap-2">
        <span className="min-w-0 flex-1 truncate" title={title}>
          <RowLink to="/ui/runs/$run" params={{ run }}>
            {title}
          </RowLink>
        </span>
        {rehearsed && <RehearsalMark small />}
        <span className="shrink-0 text-xs text-muted">
          <Time at={finishedAt ?? startedAt ?? submittedAt} relative />
        </span>
      </div>
      <div className="flex flex-wrap items-center gap-x-3 text-xs text-muted">
        <span className="inline-flex text-text">
          <RunStatusBadge status={status} />
        </span>
        {errorCode !== undefined && <code className="font-mono">{errorCode}</code>}
        <RunDuration startedAt={startedAt} finishedAt={finishedAt} />
        <span>{sharedText.steps(steps.completed + steps.failed)}</span>
        <span>
          <TokensText usage={usage} /> {sharedText.tokensUnit}
        </span>
        <CostText usage={usage} />
      </div>
    </li>
  );
}

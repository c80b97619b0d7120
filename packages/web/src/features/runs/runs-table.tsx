import type { RunView } from '@tutti/protocol/api';
import { RotateCcw } from 'lucide-react';
import { formatCount } from '../../domain/format-numbers.ts';
import { RehearsalMark } from '../../domain/rehearsal-mark.tsx';
import { RunDuration } from '../../domain/run-duration.tsx';
import { RunStatusBadge } from '../../domain/run-status-badge.tsx';
import { CostText, TokensText } from '../../domain/usage-text.tsx';
import { runsText } from '../../strings/runs.ts';
import { sharedText } from '../../strings/shared.ts';
import { Badge } from '../../ui/badge.tsx';
import { RowLink } from '../../ui/row-link.tsx';
import { Cell, type Column, Row, TableShell } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';

const { column } = runsText;
const COLUMNS: readonly Column[] = [
  { id: 'status', label: column.status },
  { id: 'title', label: column.title },
  { id: 'steps', label: column.steps, align: 'end', from: 'lg' },
  { id: 'tokens', label: column.tokens, align: 'end', from: 'md' },
  { id: 'cost', label: column.cost, align: 'end', from: 'md' },
  { id: 'started', label: column.started, align: 'end' },
  { id: 'duration', label: column.duration, align: 'end' },
];

export function RunsTable({ rows }: { rows: readonly RunView[] }) {
  return (
    <TableShell label={runsText.list} columns={COLUMNS}>
      {rows.map((view) => (
        <RunRow key={view.run} view={view} />
      ))}
    </TableShell>
  );
}

function RunRow({ view }: { view: RunView }) {
  const { status, steps, usage, startedAt, finishedAt, submittedAt } = view;
  return (
    <Row>
      <Cell>
        <RunStatusBadge status={status} />
      </Cell>
      <Cell grow heads>
        <TitleCell view={view} />
      </Cell>
      <Cell align="end" from="lg" muted>
        {formatCount(steps.completed + steps.failed)}
        {steps.failed > 0 && <span className="text-danger"> · {sharedText.failedSteps(steps.failed)}</span>}
      </Cell>
      <Cell align="end" from="md" muted>
        <TokensText usage={usage} />
      </Cell>
      <Cell align="end" from="md" muted>
        <CostText usage={usage} />
      </Cell>
      <Cell align="end" muted>
        <Time at={submittedAt} relative />
      </Cell>
      <Cell align="end" muted>
        <RunDuration startedAt={startedAt} finishedAt={finishedAt} />
      </Cell>
    </Row>
  );
}

function TitleCell({ view: { run, title, rehearsed, retryOf, approvals, errorCode } }: { view: RunView }) {
  return (
    <span className="flex min-w-0 items-center gap-2" data-run={run}>
      <span className="min-w-0 truncate" title={title}>
        <RowLink to="/ui/runs/$run" params={{ run }}>
          {title}
        </RowLink>
      </span>
      {approvals > 0 && <Badge tone="attention">{sharedText.waitsForYou(approvals)}</Badge>}
      {errorCode !== undefined && <code className="font-mono text-xs text-danger">{errorCode}</code>}
      {retryOf !== undefined && (
        <RotateCcw size={13} aria-label={runsText.retry} role="img" className="shrink-0 text-faint" />
      )}
      {rehearsed && <RehearsalMark />}
    </span>
  );
}

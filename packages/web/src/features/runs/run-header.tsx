import type { RunState, RunTimeline } from '@tutti/protocol';
import { ArrowRight } from 'lucide-react';
import { Fragment } from 'react';
import { toUsage } from '../../domain/format-numbers.ts';
import { RehearsalMark } from '../../domain/rehearsal-mark.tsx';
import { RunDuration } from '../../domain/run-duration.tsx';
import { RunStatusBadge } from '../../domain/run-status-badge.tsx';
import { CostText, TokensText } from '../../domain/usage-text.tsx';
import { runText } from '../../strings/run.ts';
import { sharedText } from '../../strings/shared.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { RunActions } from './run-actions.tsx';

interface Props {
  readonly state: RunState;
  readonly timeline: RunTimeline;
}

export function RunHeader({ state, timeline }: Props) {
  const { run, title, status, startedAt, finishedAt, usage, rehearsed, steps, priority } = state;
  return (
    <PageHeader
      title={title}
      above={<Origin state={state} />}
      actions={
        <>
          <RunActions state={state} />
          <CopyButton text={run} label={sharedText.copyId} />
        </>
      }
      meta={
        <>
          <span className="inline-flex font-medium text-text">
            <RunStatusBadge status={status} />
          </span>
          <RunDuration startedAt={startedAt} finishedAt={finishedAt} />
          <span>
            {sharedText.steps(steps.completed + steps.failed)}
            {steps.failed > 0 && `, ${sharedText.failedSteps(steps.failed)}`}
          </span>
          <span>
            <TokensText usage={toUsage(usage)} /> {sharedText.tokensUnit}
          </span>
          <CostText usage={toUsage(usage)} />
          {priority !== 'normal' && <span>{sharedText.priority[priority]}</span>}
          <Team timeline={timeline} />
          {rehearsed && <RehearsalMark />}
        </>
      }
    />
  );
}

/** Who works on it, and whether one after another or at once. */
function Team({ timeline: { agents, pattern } }: Pick<Props, 'timeline'>) {
  if (agents.length === 0) return null;
  // One more than there is room for is shown and not counted.
  const most = agents.length === MOST_AGENTS + 1 ? agents.length : MOST_AGENTS;
  const isSequence = pattern === 'sequential' || pattern === 'pipeline';
  return (
    <span className="inline-flex flex-wrap items-center gap-x-1">
      {agents.slice(0, most).map((agent, index) => (
        // An agent may take part more than once.
        <Fragment key={`${index} ${agent}`}>
          {index > 0 && (isSequence ? <ArrowRight size={11} aria-hidden /> : <span aria-hidden>+</span>)}
          <span>{agent}</span>
        </Fragment>
      ))}
      {agents.length > most && (
        <span title={agents.slice(most).join(', ')}>{runText.moreAgents(agents.length - most)}</span>
      )}
    </span>
  );
}

const MOST_AGENTS = 8;

function Origin({ state: { retryOf, parent } }: Pick<Props, 'state'>) {
  return (
    <span className="inline-flex flex-wrap gap-x-3">
      <TextLink plain to="/ui/runs">
        {runText.allRuns}
      </TextLink>
      {retryOf && (
        <span>
          <TextLink to="/ui/runs/$run" params={{ run: retryOf.run }}>
            {runText.retryOf}
          </TextLink>{' '}
          {runText.retryOfFrom(retryOf.from)}
        </span>
      )}
      {parent && (
        <TextLink to="/ui/runs/$run" params={{ run: parent.run }}>
          {runText.parent}
        </TextLink>
      )}
    </span>
  );
}

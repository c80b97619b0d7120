import {
  isFinished,
  isRehearsal,
  markOf,
  type RunEvent,
  type RunState,
  splitHandoff,
  type TimelineNode,
} from '@tutti/protocol';
import type { ReactNode } from 'react';
import * as z from 'zod';
import { AgentName } from '../../../domain/agent-name.tsx';
import { FailureView } from '../../../domain/failure-view.tsx';
import { toUsage } from '../../../domain/format-numbers.ts';
import { LabelList } from '../../../domain/label-list.tsx';
import { RehearsalMark } from '../../../domain/rehearsal-mark.tsx';
import { CostText, TokensText } from '../../../domain/usage-text.tsx';
import { approvalsText } from '../../../strings/approvals.ts';
import { runText } from '../../../strings/run.ts';
import { sharedText } from '../../../strings/shared.ts';
import { Banner } from '../../../ui/banner.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { Duration } from '../../../ui/duration.tsx';
import { type Fact, KeyValue } from '../../../ui/key-value.tsx';
import { Markdown } from '../../../ui/markdown.tsx';
import { StatusDot } from '../../../ui/status-dot.tsx';
import { TextLink } from '../../../ui/text-link.tsx';
import { Time } from '../../../ui/time.tsx';
import { ModelCallPart } from '../model-calls/model-call-part.tsx';
import { RetryButton } from '../retry-button.tsx';
import { StepInput } from './step-input.tsx';
import { StepOutput } from './step-output.tsx';
import { MARK_TONE } from './timeline-row-view.tsx';

interface Props {
  readonly state: RunState;
  readonly node: TimelineNode;
  readonly events: readonly RunEvent[];
}

/** What somebody decided where the run waited. */
const Decided = z.looseObject({
  decision: z.enum(['approved', 'rejected', 'revise', 'happened', 'not_happened']),
  comment: z.string().optional(),
});

/** Everything that is known of a step. */
export function StepDetails({ state, node, events }: Props) {
  const { output, input, labels, error, words, mark, kind, note, seq, path } = node;
  const isOpen = mark === 'running' && words !== '';
  return (
    <div className="flex min-w-0 flex-col gap-5">
      <KeyValue items={[...toFacts(node), ...toDecision(node, events)]} />
      {isFinished(state.status) && seq !== undefined && <RetryButton run={state.run} from={path} />}
      {error && (
        <Banner tone="danger">
          <FailureView failure={error} />
        </Banner>
      )}
      {kind === 'child' && note !== undefined && (
        <TextLink to="/ui/runs/$run" params={{ run: note }}>
          {runText.openChild}
        </TextLink>
      )}
      {kind === 'model' && <ModelCallPart state={state} node={node} events={events} />}
      {isOpen && (
        <Part title={runText.words}>
          <Markdown text={splitHandoff(words).text} />
        </Part>
      )}
      {output && (
        <Part title={runText.output} mark={isRehearsal(labels) && <RehearsalMark />}>
          <StepOutput run={state.run} output={output} isModel={kind === 'model'} />
        </Part>
      )}
      {input && <StepInput run={state.run} input={input} />}
      {labels.length > 0 && (
        <Part title={runText.labels}>
          <LabelList labels={labels} />
        </Part>
      )}
    </div>
  );
}

export function Part({ title, mark, children }: { title: string; mark?: ReactNode; children: ReactNode }) {
  return (
    <section className="flex min-w-0 flex-col gap-2">
      <h3 className="flex items-center gap-2 text-xs font-semibold text-muted">
        {title}
        {mark}
      </h3>
      {children}
    </section>
  );
}

function toFacts(node: TimelineNode): Fact[] {
  const { agent, what, kind, effect, attempt, startedAt, finishedAt, usage, path, note, error } = node;
  // Of a group: as its steps stand.
  const mark = markOf(node);
  const facts: (Fact | false | undefined)[] = [
    {
      label: runText.status,
      value: (
        <span className="inline-flex items-center gap-1.5">
          <StatusDot tone={MARK_TONE[mark]} pulse={mark === 'running'} />
          {sharedText.mark[mark]}
        </span>
      ),
    },
    agent !== undefined && { label: runText.agent, value: <AgentName agent={agent} /> },
    what !== undefined && { label: kind === 'tool' ? runText.tool : runText.model, value: what },
    note !== undefined && kind !== 'child' && error === undefined && { label: runText.note, value: note },
    effect !== undefined && {
      label: runText.effect,
      value: (
        <>
          <code className="font-mono text-xs">{effect}</code>{' '}
          <span className="text-muted">{sharedText.effect[effect]}</span>
        </>
      ),
    },
    attempt > 1 && { label: runText.attempts, value: attempt },
    startedAt !== undefined && { label: runText.began, value: <Time at={startedAt} /> },
    startedAt !== undefined && { label: runText.took, value: toDuration(startedAt, finishedAt) },
    usage && { label: runText.tokens, value: <TokensWithSides usage={toUsage(usage)} /> },
    usage && { label: runText.cost, value: <CostText usage={toUsage(usage)} /> },
    { label: runText.path, value: <PathText path={path} /> },
  ];
  return facts.filter((fact) => typeof fact === 'object');
}

function toDecision({ kind, path }: TimelineNode, events: readonly RunEvent[]): Fact[] {
  if (kind !== 'wait') return [];
  const answer = events.findLast((event) => event.type === 'signal.received' && event.path === path);
  const said = answer?.type === 'signal.received' && 'value' in answer.payload ? answer.payload.value : undefined;
  const decided = Decided.safeParse(said).data;
  if (!decided) return [];
  const { decision, comment } = decided;
  return [
    { label: runText.decision, value: approvalsText.decision[decision] },
    ...(comment === undefined ? [] : [{ label: runText.decisionComment, value: <Markdown text={comment} /> }]),
  ];
}

function toDuration(startedAt: number, finishedAt: number | undefined): ReactNode {
  return finishedAt === undefined ? <Duration since={startedAt} /> : <Duration ms={finishedAt - startedAt} />;
}

function TokensWithSides({ usage }: { usage: ReturnType<typeof toUsage> }) {
  const { inputTokens, outputTokens } = usage;
  return (
    <>
      <TokensText usage={usage} />{' '}
      <span className="text-muted">
        ({sharedText.tokensInOut(inputTokens.toLocaleString('en'), outputTokens.toLocaleString('en'))})
      </span>
    </>
  );
}

function PathText({ path }: { path: string }) {
  return (
    <span className="flex items-center gap-1">
      <code className="min-w-0 font-mono text-xs break-all">{path}</code>
      <CopyButton text={path} />
    </span>
  );
}

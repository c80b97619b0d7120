import { isRehearsal, type RunEvent, type RunState, sumReserved, type WorkerId } from '@tutti/protocol';
import { toMoney } from '@tutti/protocol/api';
import { canHash } from '../../../client/hash-state.ts';
import { formatCount, formatMoney } from '../../../domain/format-numbers.ts';
import { LabelList } from '../../../domain/label-list.tsx';
import { PinnedAgents } from '../../../domain/pinned-agents.tsx';
import { PayloadView } from '../../../domain/payload-view.tsx';
import { RehearsalMark } from '../../../domain/rehearsal-mark.tsx';
import { useWorkerNames } from '../../../domain/use-worker-names.ts';
import { ShortHash } from '../../../domain/short-hash.tsx';
import { agentHistoryText } from '../../../strings/agent-history.ts';
import { runText } from '../../../strings/run.ts';
import { modelCallText } from '../../../strings/model-calls.ts';
import { sharedText } from '../../../strings/shared.ts';
import { workersText } from '../../../strings/workers.ts';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { type Fact, KeyValue } from '../../../ui/key-value.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { TextLink } from '../../../ui/text-link.tsx';
import { Time } from '../../../ui/time.tsx';
import { BudgetNewsList } from '../model-calls/budget-news-list.tsx';
import { listBudgetNews } from '../model-calls/list-budget-news.ts';
import { BudgetMeter } from './budget-meter.tsx';
import { FeedbackPanel } from './feedback-panel.tsx';

interface Props {
  readonly state: RunState;
  readonly stateHash: string | undefined;
  readonly events: readonly RunEvent[];
}

export function DetailsTab({ state, stateHash, events }: Props) {
  const { input, output, labels, run } = state;
  const nameOf = useWorkerNames();
  const [begun] = events;
  return (
    <div className="grid min-w-0 items-start gap-4 pt-4 lg:grid-cols-2">
      <div className="flex min-w-0 flex-col gap-4">
        <Panel title={runText.ids}>
          <KeyValue items={toIdentity(state, nameOf)} />
        </Panel>
        <Panel title={runText.limits}>
          <div className="flex flex-col gap-3">
            <Budget state={state} />
            <BudgetNewsList news={listBudgetNews(events)} />
            <TextLink to="/ui/costs" search={{ tab: 'budgets' }}>
              {modelCallText.openBudgets}
            </TextLink>
          </div>
        </Panel>
        {begun?.type === 'run.submitted' && (
          <Panel title={agentHistoryText.agentsOfRun}>
            <PinnedAgents run={run} pins={begun.pins} />
          </Panel>
        )}
        <FeedbackPanel run={run} />
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        <Panel title={runText.integrity}>
          <KeyValue items={toIntegrity(state, stateHash)} />
          <p className="mt-3 text-xs text-muted">{runText.stateHashMeans}</p>
        </Panel>
        <Panel title={runText.labels}>
          <LabelList labels={labels} />
        </Panel>
        <Panel title={runText.input}>
          <PayloadView run={run} payload={input} label={runText.inputJson} />
        </Panel>
        {output && (
          <Panel title={runText.output} meta={isRehearsal(labels) && <RehearsalMark />}>
            <PayloadView run={run} payload={output} label={runText.outputJson} />
          </Panel>
        )}
      </div>
    </div>
  );
}

function Budget({ state }: { state: RunState }) {
  const { budget, usage } = state;
  const reserved = sumReserved(state);
  if (budget?.tokens === undefined && budget?.costNanoUsd === undefined)
    return <p className="text-muted">{runText.noBudget}</p>;
  const tokens = usage.inputTokens + usage.outputTokens;
  return (
    <div className="flex flex-col gap-3">
      {budget.tokens !== undefined && (
        <BudgetMeter
          label={runText.tokens}
          text={runText.used(formatCount(tokens), formatCount(budget.tokens))}
          used={tokens}
          reserved={reserved.tokens}
          limit={budget.tokens}
        />
      )}
      {budget.costNanoUsd !== undefined && (
        <BudgetMeter
          label={runText.cost}
          text={runText.used(formatMoney(toMoney(usage.costNanoUsd)), formatMoney(toMoney(budget.costNanoUsd)))}
          used={usage.costNanoUsd}
          reserved={reserved.costNanoUsd}
          limit={budget.costNanoUsd}
        />
      )}
    </div>
  );
}

function toIdentity(state: RunState, nameOf: (worker: WorkerId) => string): Fact[] {
  const { run, task, by, priority, submittedAt, startedAt, finishedAt, deadline, trace, worker } = state;
  const { program, programVersion } = state;
  const facts: (Fact | false)[] = [
    { label: runText.run, value: <Id text={run} /> },
    task !== undefined && { label: runText.task, value: <Id text={task} /> },
    by !== undefined && { label: runText.by, value: <Id text={by} /> },
    { label: runText.program, value: programVersion === undefined ? program : `${program} ${programVersion}` },
    worker !== undefined && {
      label: workersText.drivenBy,
      value: (
        <span className="break-all" title={worker}>
          {nameOf(worker)}
        </span>
      ),
    },
    { label: runText.priority, value: sharedText.priority[priority] },
    { label: runText.submitted, value: <Time at={submittedAt} /> },
    startedAt !== undefined && { label: runText.started, value: <Time at={startedAt} /> },
    finishedAt !== undefined && { label: runText.finished, value: <Time at={finishedAt} /> },
    deadline !== undefined && { label: runText.deadline, value: <Time at={deadline} /> },
    trace !== undefined && { label: runText.trace, value: <Id text={trace} /> },
  ];
  return facts.filter((fact) => typeof fact === 'object');
}

function toIntegrity({ seq, hash }: RunState, stateHash: string | undefined): Fact[] {
  return [
    { label: runText.lastEvent, value: formatCount(seq) },
    { label: runText.lastHash, value: <ShortHash hash={hash} /> },
    {
      label: runText.stateHash,
      value:
        stateHash === undefined ? (
          <span className="text-muted">{canHash ? runText.computing : runText.notComputed}</span>
        ) : (
          <ShortHash hash={stateHash} />
        ),
    },
  ];
}

function Id({ text }: { text: string }) {
  return (
    <span className="flex min-w-0 items-center gap-1">
      <code className="min-w-0 font-mono text-xs break-all">{text}</code>
      <CopyButton text={text} />
    </span>
  );
}

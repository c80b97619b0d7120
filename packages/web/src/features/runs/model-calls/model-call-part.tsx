import type { EventOf, RunEvent, RunState, TimelineCall, TimelineNode } from '@tutti/protocol';
import { toMoney } from '@tutti/protocol/api';
import { EstimateMarks } from '../../../domain/estimate-marks.tsx';
import { formatCount, formatMoney } from '../../../domain/format-numbers.ts';
import { PassedOverList } from '../../../domain/passed-over-list.tsx';
import { PriceMark } from '../../../domain/price-mark.tsx';
import { modelCallText as text } from '../../../strings/model-calls.ts';
import { moneyText } from '../../../strings/money.ts';
import { sharedText } from '../../../strings/shared.ts';
import { Disclosure } from '../../../ui/disclosure.tsx';
import { type Fact, KeyValue } from '../../../ui/key-value.tsx';
import { StatusDot } from '../../../ui/status-dot.tsx';
import { Time } from '../../../ui/time.tsx';
import type { Tone } from '../../../ui/tone.ts';
import { BudgetNewsList } from './budget-news-list.tsx';
import { listBudgetNews } from './list-budget-news.ts';
import { type CallState, toCallState } from './to-call-state.ts';

const TONE: Record<CallState, Tone> = { done: 'success', failed: 'danger', running: 'progress', lost: 'attention' };

interface Props {
  readonly state: RunState;
  readonly node: TimelineNode;
  readonly events: readonly RunEvent[];
}

/** Every attempt of a call: which model, why that one, what came of it, what it cost. */
export function ModelCallPart({ state, node, events }: Props) {
  const { path, calls } = node;
  const awaited = events.filter((event) => event.type === 'model.awaited').findLast((event) => event.path === path);
  const news = listBudgetNews(events, path);
  if (calls.length === 0 && !awaited && news.length === 0) return null;
  return (
    <section aria-label={text.title} className="flex min-w-0 flex-col gap-2">
      <h3 className="text-xs font-semibold text-muted">{text.title}</h3>
      {calls.length > 0 && (
        <ol className="flex flex-col divide-y divide-line rounded-md border border-line">
          {calls.map((call, index) => (
            // A number may come again when another worker goes on from what was recorded.
            <li key={`${index} ${call.at}`} data-attempt={call.route.model} className="flex min-w-0 flex-col gap-2 p-3">
              <Attempt call={call} state={toCallState(node, index)} />
            </li>
          ))}
        </ol>
      )}
      {awaited && <Awaited awaited={awaited} waits={state.modelWaits?.[path] !== undefined} />}
      <BudgetNewsList news={news} />
    </section>
  );
}

function Attempt({ call, state }: { call: TimelineCall; state: CallState }) {
  const { model, free, local, passedOver } = call.route;
  return (
    <>
      <div className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
        <StatusDot tone={TONE[state]} pulse={state === 'running'} label={text.state[state]} />
        <span className="text-xs text-muted">{text.attempt(call.attempt)}</span>
        <code className="min-w-0 font-mono text-xs font-medium [overflow-wrap:anywhere]">{model}</code>
        <PriceMark model={model} free={free} local={local} />
      </div>
      <KeyValue items={toFacts(call, state)} />
      {passedOver.length > 0 && (
        <Disclosure summary={moneyText.passedOverOf(passedOver.length)}>
          <PassedOverList passedOver={passedOver} />
        </Disclosure>
      )}
    </>
  );
}

function toFacts({ route, failure, settled }: TimelineCall, state: CallState): Fact[] {
  const { because, complexity, key, insteadOf, maxOutputTokens, worstCase } = route;
  const worst = formatMoney(toMoney(worstCase.costNanoUsd));
  const facts: (Fact | false | undefined)[] = [
    {
      label: text.why,
      value: (
        <>
          {moneyText.because[because]}
          {insteadOf !== undefined && ` ${text.insteadOf(insteadOf)}`}
          <span className="block text-xs text-muted">
            {moneyText.complexityLabel}: {moneyText.complexity[complexity].toLowerCase()}
            {key !== undefined && ` · ${text.key(key)}`}
          </span>
        </>
      ),
    },
    { label: text.mayUse, value: text.mayUseOf(formatCount(maxOutputTokens), worst) },
    failure && {
      label: text.failed,
      value: (
        <span className="[overflow-wrap:anywhere]">
          {failure.class !== undefined && <strong>{moneyText.failure[failure.class]}: </strong>}
          {failure.error.message}
          {failure.resumeAt !== undefined && (
            <span className="block text-xs text-muted">
              {text.triedAgain} <Time at={failure.resumeAt} />
            </span>
          )}
        </span>
      ),
    },
    { label: text.cost, value: <Cost settled={settled} state={state} /> },
  ];
  return facts.filter((fact) => typeof fact === 'object');
}

function Cost({ settled, state }: { settled: TimelineCall['settled']; state: CallState }) {
  if (!settled) return <span className="text-muted">{text.unsettled[state]}</span>;
  const { amount, inDoubt, spent } = settled;
  const isEstimated = spent?.usage.estimated === true;
  const isNothing = amount.costNanoUsd === 0 && amount.tokens === 0;
  return (
    <>
      {isNothing ? text.nothing : formatMoney(toMoney(amount.costNanoUsd))}
      <EstimateMarks estimated={isEstimated && amount.costNanoUsd > 0} inDoubt={inDoubt} />
      {!isNothing && (
        <span className="block text-xs text-muted">
          {isEstimated && <abbr title={sharedText.estimatedMeans}>≈</abbr>}
          {[moneyText.tokens(formatCount(amount.tokens)), ...toParts(settled)].join(', ')}
        </span>
      )}
      {spent?.insteadOfNanoUsd !== undefined && spent.insteadOfNanoUsd > spent.usage.costNanoUsd && (
        <span className="block text-xs text-muted">{text.instead(formatMoney(toMoney(spent.insteadOfNanoUsd)))}</span>
      )}
    </>
  );
}

function toParts({ spent }: NonNullable<TimelineCall['settled']>): string[] {
  const { cacheReadTokens = 0, cacheWriteTokens = 0, reasoningTokens = 0 } = spent?.usage ?? {};
  return [
    ...(cacheReadTokens > 0 ? [text.cacheRead(formatCount(cacheReadTokens))] : []),
    ...(cacheWriteTokens > 0 ? [text.cacheWrite(formatCount(cacheWriteTokens))] : []),
    ...(reasoningTokens > 0 ? [text.reasoning(formatCount(reasoningTokens))] : []),
  ];
}

function Awaited({ awaited: { until, passedOver }, waits }: { awaited: EventOf<'model.awaited'>; waits: boolean }) {
  return (
    <div className="flex min-w-0 flex-col gap-1 rounded-md border border-line p-3" data-awaits={waits}>
      <p>
        {waits ? text.waits : text.waited} {text.waitsUntil} <Time at={until} />.
      </p>
      {passedOver.length > 0 && (
        <Disclosure summary={moneyText.passedOverOf(passedOver.length)} defaultOpen={waits}>
          <PassedOverList passedOver={passedOver} />
        </Disclosure>
      )}
    </div>
  );
}

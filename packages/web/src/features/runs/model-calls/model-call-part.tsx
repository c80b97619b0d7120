import type { RunEvent } from '@tutti/protocol';
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
import { type ModelAttempt, type ModelAwaited, readModelCall } from './read-model-call.ts';

type State = keyof typeof text.state;
const TONE: Record<State, Tone> = { done: 'success', failed: 'danger', running: 'progress' };

interface Props {
  readonly events: readonly RunEvent[];
  readonly path: string;
}

/** Every attempt of a call: which model, why that one, what came of it, what it cost. */
export function ModelCallPart({ events, path }: Props) {
  const { attempts, awaited, news, waits } = readModelCall(events, path);
  if (attempts.length === 0 && !awaited && news.length === 0) return null;
  return (
    <section aria-label={text.title} className="flex min-w-0 flex-col gap-2">
      <h3 className="text-xs font-semibold text-muted">{text.title}</h3>
      {attempts.length > 0 && (
        <ol className="flex flex-col divide-y divide-line rounded-md border border-line">
          {attempts.map((attempt, index) => (
            // A number may come again when another worker goes on from what was recorded.
            <li
              key={`${index} ${attempt.at}`}
              data-attempt={attempt.route.model}
              className="flex min-w-0 flex-col gap-2 p-3"
            >
              <Attempt attempt={attempt} />
            </li>
          ))}
        </ol>
      )}
      {awaited && <Awaited awaited={awaited} waits={waits} />}
      <BudgetNewsList news={news} />
    </section>
  );
}

function Attempt({ attempt }: { attempt: ModelAttempt }) {
  const { route, failure, attempt: number } = attempt;
  const { model, free, local, passedOver } = route;
  const state: State = failure ? 'failed' : attempt.isDone ? 'done' : 'running';
  return (
    <>
      <div className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
        <StatusDot tone={TONE[state]} pulse={state === 'running'} label={text.state[state]} />
        <span className="text-xs text-muted">{text.attempt(number)}</span>
        <code className="min-w-0 font-mono text-xs font-medium [overflow-wrap:anywhere]">{model}</code>
        <PriceMark free={free} local={local} />
      </div>
      <KeyValue items={toFacts(attempt)} />
      {passedOver.length > 0 && (
        <Disclosure summary={moneyText.passedOverOf(passedOver.length)}>
          <PassedOverList passedOver={passedOver} />
        </Disclosure>
      )}
    </>
  );
}

function toFacts({ route, failure, settled, isDone }: ModelAttempt): Fact[] {
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
    { label: text.cost, value: <Cost settled={settled} isOver={isDone || failure !== undefined} /> },
  ];
  return facts.filter((fact) => typeof fact === 'object');
}

function Cost({ settled, isOver }: { settled: ModelAttempt['settled']; isOver: boolean }) {
  if (!settled) return <span className="text-muted">{isOver ? text.nothing : text.underWay}</span>;
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

function toParts({ spent }: NonNullable<ModelAttempt['settled']>): string[] {
  const { cacheReadTokens = 0, cacheWriteTokens = 0, reasoningTokens = 0 } = spent?.usage ?? {};
  return [
    ...(cacheReadTokens > 0 ? [text.cacheRead(formatCount(cacheReadTokens))] : []),
    ...(cacheWriteTokens > 0 ? [text.cacheWrite(formatCount(cacheWriteTokens))] : []),
    ...(reasoningTokens > 0 ? [text.reasoning(formatCount(reasoningTokens))] : []),
  ];
}

function Awaited({ awaited: { until, passedOver }, waits }: { awaited: ModelAwaited; waits: boolean }) {
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

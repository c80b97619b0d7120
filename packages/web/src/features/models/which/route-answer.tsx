import type { RouteExplanation, RouteView } from '@tutti/protocol/api';
import { formatCount, formatMoney } from '../../../domain/format-numbers.ts';
import { PriceMark } from '../../../domain/price-mark.tsx';
import { modelCallText } from '../../../strings/model-calls.ts';
import { modelsText } from '../../../strings/models.ts';
import { moneyText } from '../../../strings/money.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Banner } from '../../../ui/banner.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { Time } from '../../../ui/time.tsx';

const text = modelsText.which;
type Candidate = RouteExplanation['candidates'][number];

/** The choice with its reason, and all that was looked at with what speaks for or against it. */
export function RouteAnswer({ explanation }: { explanation: RouteExplanation }) {
  const { route, until, candidates } = explanation;
  return (
    <div className="flex min-w-0 flex-col gap-4" data-route={route?.model ?? ''}>
      {route ? <Choice route={route} /> : <NoChoice until={until} />}
      <Panel title={text.candidates} meta={<span className="text-xs text-muted">{text.candidatesMeans}</span>} flush>
        {candidates.length === 0 ? (
          <p className="px-4 py-3 text-muted">{text.noCandidates}</p>
        ) : (
          <ol aria-label={text.candidates} className="divide-y divide-line">
            {candidates.map((candidate, index) => (
              // A model stands there once for each of its keys.
              <CandidateLine
                key={`${index} ${candidate.model}`}
                candidate={candidate}
                number={index + 1}
                isChosen={candidate.model === route?.model && candidate.key === route.key}
              />
            ))}
          </ol>
        )}
      </Panel>
    </div>
  );
}

function Choice({ route }: { route: RouteView }) {
  const { model, key, because, complexity, free, local, insteadOf, worstCase } = route;
  return (
    <Banner tone="success">
      <p className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
        <strong className="min-w-0 font-mono [overflow-wrap:anywhere]">{model}</strong> {text.answer}
        <PriceMark model={model} free={free} local={local} />
      </p>
      <p>
        {moneyText.because[because]} {insteadOf !== undefined && modelCallText.insteadOf(insteadOf)}
      </p>
      <p className="text-xs">
        {moneyText.complexityLabel}: {moneyText.complexity[complexity].toLowerCase()}
        {key !== undefined && ` · ${modelCallText.key(key)}`} ·{' '}
        {text.worstCase(formatMoney(worstCase.usd), formatCount(worstCase.tokens))}
      </p>
    </Banner>
  );
}

function NoChoice({ until }: { until: string | undefined }) {
  return (
    <Banner tone="attention">
      <strong>{text.none}.</strong>{' '}
      {until !== undefined && (
        <>
          {text.noneUntil} <Time at={until} />
        </>
      )}
    </Banner>
  );
}

interface LineProps {
  readonly candidate: Candidate;
  readonly number: number;
  readonly isChosen: boolean;
}

function CandidateLine({ candidate, number, isChosen }: LineProps) {
  const { model, key, free, local, strength, usd, why, detail } = candidate;
  return (
    <li data-candidate={model} className={`flex min-w-0 gap-3 px-4 py-2 ${isChosen ? 'bg-selected' : ''}`}>
      <span className="w-5 shrink-0 text-right text-xs leading-5 text-muted">{number}</span>
      <div className="min-w-0 flex-1">
        <p className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
          <code className="min-w-0 font-mono text-xs font-medium [overflow-wrap:anywhere]">{model}</code>
          <PriceMark model={model} free={free} local={local} />
          {isChosen && <Badge tone="success">{text.chosen}</Badge>}
        </p>
        <p className="text-xs text-muted">
          {key !== undefined && `${modelCallText.key(key)} · `}
          {text.column.strength} {strength}
          {usd !== undefined && ` · ${text.column.worst} ${formatMoney(usd)}`}
        </p>
      </div>
      {!isChosen && (
        <p className="max-w-[45%] min-w-0 text-right text-xs [overflow-wrap:anywhere]">
          {why === undefined ? <span className="text-muted">{text.next}</span> : moneyText.passedOver[why]}
          {detail !== undefined && <span className="block text-muted">{detail}</span>}
        </p>
      )}
    </li>
  );
}

import type { CostsView } from '@tutti/protocol/api';
import type { ReactNode } from 'react';
import { formatShare, toNano } from '../../domain/exact-money.ts';
import { formatCount, formatMoney } from '../../domain/format-numbers.ts';
import { costsText as text } from '../../strings/costs.ts';
import { Doubts } from './doubts.tsx';

type Total = CostsView['total'];

/** The sums of the whole period, each with what stands behind it. */
export function Totals({ total }: { total: Total }) {
  const { usd, calls, inputTokens, outputTokens, freeCalls, localCalls, rehearsedCalls, savedUsd } = total;
  const answered = calls - rehearsedCalls;
  const shareOfCalls = (part: number) => formatShare(BigInt(part), BigInt(answered));
  const ofCalls = (part: number) => text.shareOf(formatCount(part), text.callsOf(formatCount(answered)));
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line lg:grid-cols-5">
        <Figure label={text.spent} value={formatMoney(usd)} name="usd">
          <Doubts sums={total} />
        </Figure>
        <Figure label={text.calls} value={formatCount(calls)} name="calls">
          {text.tokensOf(formatCount(inputTokens), formatCount(outputTokens))}
          {rehearsedCalls > 0 && <span className="block">{text.rehearsed(formatCount(rehearsedCalls))}</span>}
        </Figure>
        <Figure label={text.free} value={shareOfCalls(freeCalls)} title={text.freeMeans} name="free">
          {ofCalls(freeCalls)}
        </Figure>
        <Figure label={text.local} value={shareOfCalls(localCalls)} title={text.localMeans} name="local">
          {ofCalls(localCalls)}
        </Figure>
        <Figure label={text.saved} value={formatMoney(savedUsd)} name="saved" wide>
          {formatShare(toNano(savedUsd), toNano(total.insteadOfUsd))}
        </Figure>
      </dl>
      <p className="max-w-4xl text-xs text-muted">{toSaving(total)}</p>
    </div>
  );
}

function toSaving({ insteadOfUsd, usd }: Total): string {
  if (toNano(insteadOfUsd) === 0n) return text.savedNothing;
  return text.savedHow(formatMoney(insteadOfUsd), formatMoney(usd));
}

interface FigureProps {
  readonly label: string;
  readonly value: string;
  readonly name: string;
  readonly title?: string;
  /** The last of an odd number, where two stand side by side. */
  readonly wide?: boolean;
  readonly children: ReactNode;
}

function Figure({ label, value, name, title, wide = false, children }: FigureProps) {
  return (
    <div
      data-figure={name}
      title={title}
      className={`flex min-w-0 flex-col bg-surface px-4 py-3 ${wide ? 'max-lg:col-span-2' : ''}`}
    >
      <dt className="text-xs text-muted">{label}</dt>
      <dd className="min-w-0 text-lg font-semibold [overflow-wrap:anywhere]">{value}</dd>
      <dd className="text-xs text-muted">{children}</dd>
    </div>
  );
}

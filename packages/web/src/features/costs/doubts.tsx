import type { CostsView } from '@tutti/protocol/api';
import { toNano } from '../../domain/exact-money.ts';
import { formatCount, formatMoney } from '../../domain/format-numbers.ts';
import { costsText as text } from '../../strings/costs.ts';

/** How much of a sum nobody has told for certain. */
export function Doubts({ sums }: { sums: Pick<CostsView['total'], 'estimatedCalls' | 'inDoubtUsd'> }) {
  const { estimatedCalls, inDoubtUsd } = sums;
  const isInDoubt = toNano(inDoubtUsd) > 0n;
  if (estimatedCalls === 0 && !isInDoubt) return null;
  return (
    <span className="flex flex-col text-xs text-attention">
      {estimatedCalls > 0 && <span title={text.estimatedMeans}>≈ {text.estimated(formatCount(estimatedCalls))}</span>}
      {isInDoubt && <span title={text.inDoubtMeans}>{text.inDoubt(formatMoney(inDoubtUsd))}</span>}
    </span>
  );
}

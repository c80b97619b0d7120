import { Cpu, Gift, Receipt } from 'lucide-react';
import { moneyText } from '../strings/money.ts';
import { Badge } from '../ui/badge.tsx';

interface Props {
  readonly free: boolean;
  readonly local: boolean;
}

/** Who pays: nobody, the owner's own machines, or money. */
export function PriceMark({ free, local }: Props) {
  const [icon, word, means, tone] = local
    ? ([Cpu, moneyText.local, moneyText.localMeans, 'info'] as const)
    : free
      ? ([Gift, moneyText.free, moneyText.freeMeans, 'success'] as const)
      : ([Receipt, moneyText.paid, moneyText.paidMeans, 'neutral'] as const);
  return (
    <span title={means} className="inline-flex">
      <Badge icon={icon} tone={tone}>
        {word}
      </Badge>
    </span>
  );
}

import { REHEARSAL } from '@tutti/protocol';
import { Cpu, Gift, Receipt } from 'lucide-react';
import { moneyText } from '../strings/money.ts';
import { Badge } from '../ui/badge.tsx';
import { RehearsalMark } from './rehearsal-mark.tsx';

interface Props {
  readonly model: string;
  readonly free: boolean;
  readonly local: boolean;
}

/** Who pays: nobody, the owner's own machines, or money. Words that are made up are no answer that was got for nothing. */
export function PriceMark({ model, free, local }: Props) {
  if (model === REHEARSAL) return <RehearsalMark />;
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

import { runText } from '../../../strings/run.ts';
import { Meter } from '../../../ui/meter.tsx';

interface Props {
  readonly label: string;
  readonly text: string;
  readonly used: number;
  /** Held for calls that are under way. */
  readonly reserved: number;
  readonly limit: number;
}

export function BudgetMeter({ label, text, used, reserved, limit }: Props) {
  const share = (amount: number) => amount / Math.max(1, limit);
  return (
    <Meter
      label={label}
      text={text}
      parts={[
        { share: share(used), tone: 'progress' },
        { share: share(reserved), tone: 'attention', title: runText.reserved },
      ]}
    />
  );
}

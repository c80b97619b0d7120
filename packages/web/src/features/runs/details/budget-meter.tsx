import { runText } from '../../../strings/run.ts';

interface Props {
  readonly label: string;
  readonly text: string;
  readonly used: number;
  /** Held for calls that are under way. */
  readonly reserved: number;
  readonly limit: number;
}

export function BudgetMeter({ label, text, used, reserved, limit }: Props) {
  const share = (amount: number) => `${Math.min(100, (amount / Math.max(1, limit)) * 100)}%`;
  return (
    <div className="flex flex-col gap-1">
      <div className="flex justify-between gap-3">
        <span className="text-muted">{label}</span>
        <span>{text}</span>
      </div>
      <div
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={limit}
        aria-valuenow={Math.min(used, limit)}
        aria-valuetext={text}
        className="flex h-2 overflow-hidden rounded-full border border-line bg-sunken"
      >
        <span className="bg-progress" style={{ width: share(used) }} />
        {reserved > 0 && <span title={runText.reserved} className="bg-attention" style={{ width: share(reserved) }} />}
      </div>
    </div>
  );
}

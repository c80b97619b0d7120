import type { PassedOver } from '@tutti/protocol';
import { moneyText } from '../strings/money.ts';

/** Models that might have answered, and why they did not. */
export function PassedOverList({ passedOver }: { passedOver: readonly PassedOver[] }) {
  return (
    <ul className="flex flex-col divide-y divide-line">
      {passedOver.map(({ model, why, detail }, index) => (
        // A model may be passed over once for each of its keys.
        <li key={`${index} ${model}`} className="flex min-w-0 flex-col gap-x-3 py-1 sm:flex-row sm:items-baseline">
          <code className="min-w-0 flex-1 font-mono text-xs [overflow-wrap:anywhere]">{model}</code>
          <span className="min-w-0 text-xs text-muted [overflow-wrap:anywhere] sm:max-w-[60%] sm:text-right">
            {moneyText.passedOver[why]}
            {detail !== undefined && ` (${detail})`}
          </span>
        </li>
      ))}
    </ul>
  );
}

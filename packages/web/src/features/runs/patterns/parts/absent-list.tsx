import { patternsText as text } from '../../../../strings/patterns.ts';
import { Badge } from '../../../../ui/badge.tsx';
import { Panel } from '../../../../ui/panel.tsx';
import type { Absence } from '../absence.ts';

/** Who gave no answer, and why. */
export function AbsentList({ absent }: { readonly absent: readonly Absence[] }) {
  if (absent.length === 0) return null;
  return (
    <Panel title={text.absent}>
      <ul className="flex flex-col gap-1.5">
        {absent.map(({ by, why, reason, round }, index) => (
          // The same may be absent more than once; their order never changes.
          <li key={index} className="flex min-w-0 flex-wrap items-baseline gap-x-2 gap-y-0.5">
            <span className="font-semibold">{by}</span>
            <Badge tone="attention">{text.why[why] ?? why}</Badge>
            {round !== undefined && <span className="text-xs text-muted">{text.inRound(round)}</span>}
            <span className="min-w-0 text-muted [overflow-wrap:anywhere]">{reason}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

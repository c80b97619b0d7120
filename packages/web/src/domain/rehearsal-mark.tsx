import { Drama } from 'lucide-react';
import { sharedText } from '../strings/shared.ts';

/** Stands wherever words of the rehearsal model stand. */
export function RehearsalMark({ small = false }: { small?: boolean }) {
  return (
    <span
      title={sharedText.rehearsalMeans}
      className="inline-flex h-4.5 shrink-0 items-center gap-1 rounded-sm border border-dashed border-line-strong px-1 text-2xs font-normal text-muted whitespace-nowrap"
    >
      <Drama aria-hidden size={12} className="shrink-0" />
      <span className={small ? 'sr-only' : ''}>{sharedText.rehearsal}</span>
    </span>
  );
}

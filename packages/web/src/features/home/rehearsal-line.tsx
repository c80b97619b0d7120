import { Drama } from 'lucide-react';
import { homeText } from '../../strings/home.ts';

/** Quiet, but always there: this version knows no other model. */
export function RehearsalLine() {
  return (
    <p className="flex items-start gap-2 text-xs text-muted">
      <Drama aria-hidden className="mt-px size-3.5 shrink-0" />
      {homeText.rehearsal}
    </p>
  );
}

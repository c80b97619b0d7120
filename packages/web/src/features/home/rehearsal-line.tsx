import { Drama } from 'lucide-react';
import { useRehearsal } from '../../domain/use-rehearsal.ts';
import { homeText } from '../../strings/home.ts';
import { TextLink } from '../../ui/text-link.tsx';

/** Quiet, but there for as long as no model can be called. */
export function RehearsalLine() {
  if (useRehearsal() !== true) return null;
  return (
    <p className="flex items-start gap-2 text-xs text-muted">
      <Drama aria-hidden className="mt-px size-3.5 shrink-0" />
      <span>
        {homeText.rehearsal} <TextLink to="/ui/models">{homeText.addModels}</TextLink>
      </span>
    </p>
  );
}

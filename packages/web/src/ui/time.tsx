import { useNow } from './use-now.ts';

export interface TimeProps {
  /** ISO text or milliseconds. */
  readonly at: string | number;
  /** `3 minutes ago`, kept true; the exact time is in its tooltip. */
  readonly relative?: boolean | undefined;
}

const STEP_MS = 15_000;
const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
const short = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

export function Time({ at, relative = false }: TimeProps) {
  const date = new Date(at);
  return (
    <time dateTime={date.toISOString()} title={exact.format(date)} className="whitespace-nowrap">
      {relative ? <Relative at={date.getTime()} /> : short.format(date)}
    </time>
  );
}

function Relative({ at }: { readonly at: number }) {
  const now = useNow(STEP_MS);
  return formatRelative(at, now);
}

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;
const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' });

export function formatRelative(at: number, now: number): string {
  const away = at - now;
  for (const [unit, length] of units) {
    if (Math.abs(away) >= length) return words.format(Math.trunc(away / length), unit);
  }
  return words.format(0, 'second');
}

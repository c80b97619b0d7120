import type { ReactNode } from 'react';
import type { Icon } from './icon.ts';
import { joinClasses } from './join-classes.ts';
import { type Tone, toneTint } from './tone.ts';

export interface BadgeProps {
  readonly tone?: Tone | undefined;
  readonly icon?: Icon | undefined;
  readonly children: ReactNode;
}

export function Badge({ tone = 'neutral', icon: Glyph, children }: BadgeProps) {
  return (
    <span
      className={joinClasses(
        'inline-flex h-5 max-w-full shrink-0 items-center gap-1 rounded-sm px-1.5 text-xs font-medium whitespace-nowrap',
        toneTint[tone],
      )}
    >
      {Glyph && <Glyph size={12} aria-hidden className="shrink-0" />}
      <span className="truncate">{children}</span>
    </span>
  );
}

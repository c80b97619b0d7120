import { CircleAlert, CircleCheck, Info, LoaderCircle, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Icon } from './icon.ts';
import { joinClasses } from './join-classes.ts';
import { type Tone, toneTint } from './tone.ts';

export interface BannerProps {
  readonly tone: Tone;
  readonly children: ReactNode;
  readonly action?: ReactNode;
  /** From edge to edge, above a page. */
  readonly wide?: boolean | undefined;
}

const glyphs: Readonly<Record<Tone, Icon>> = {
  neutral: Info,
  info: Info,
  progress: LoaderCircle,
  attention: TriangleAlert,
  success: CircleCheck,
  danger: CircleAlert,
};

export function Banner({ tone, children, action, wide = false }: BannerProps) {
  const Glyph = glyphs[tone];
  return (
    <div
      role={tone === 'danger' ? 'alert' : 'status'}
      className={joinClasses(
        'flex flex-wrap items-start gap-x-2.5 gap-y-2 text-sm',
        toneTint[tone],
        wide ? 'px-4 py-1.5 sm:px-6' : 'rounded-md px-3 py-2',
      )}
    >
      <Glyph size={15} aria-hidden className={joinClasses('mt-0.5 shrink-0', tone === 'progress' && 'animate-turn')} />
      <div className="min-w-0 flex-1 basis-40">{children}</div>
      {action}
    </div>
  );
}

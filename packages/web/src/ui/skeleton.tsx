import { uiText } from '../strings/ui.ts';
import { joinClasses } from './join-classes.ts';

export interface SkeletonProps {
  readonly lines?: number | undefined;
  readonly label?: string | undefined;
}

const widths = ['w-2/3', 'w-11/12', 'w-1/2', 'w-4/5'] as const;

/** Stands where lines will be. It comes up late, so that what is quick does not flicker. */
export function Skeleton({ lines = 3, label = uiText.loading }: SkeletonProps) {
  return (
    <div role="status" className="flex flex-col gap-3 p-4">
      <span className="sr-only">{label}</span>
      {Array.from({ length: lines }, (_, index) => (
        <div
          // Bars have no identity.
          key={index}
          aria-hidden
          className={joinClasses('h-3.5 animate-breathe rounded-sm bg-hover', widths[index % widths.length])}
        />
      ))}
    </div>
  );
}

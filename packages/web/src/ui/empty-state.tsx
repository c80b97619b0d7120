import type { ReactNode } from 'react';
import type { Icon } from './icon.ts';

export interface EmptyStateProps {
  readonly icon: Icon;
  readonly title: string;
  readonly body?: ReactNode;
  readonly action?: ReactNode;
}

export function EmptyState({ icon: Glyph, title, body, action }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center gap-2 px-6 py-10 text-center">
      <span className="flex size-10 items-center justify-center rounded-lg border border-line bg-sunken text-faint">
        <Glyph size={20} aria-hidden strokeWidth={1.5} />
      </span>
      <p className="mt-1 text-md font-medium">{title}</p>
      {body !== undefined && <div className="max-w-md text-muted">{body}</div>}
      {action !== undefined && <div className="mt-2 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}

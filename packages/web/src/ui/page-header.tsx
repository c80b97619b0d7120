import { type ReactNode, useEffect } from 'react';
import { uiText } from '../strings/ui.ts';

export interface PageHeaderProps {
  /** Of the page; the tab of the browser says it too. */
  readonly title: string;
  readonly meta?: ReactNode;
  readonly actions?: ReactNode;
  /** Where this page belongs, as a link above the title. */
  readonly above?: ReactNode;
}

export function PageHeader({ title, meta, actions, above }: PageHeaderProps) {
  useEffect(() => {
    document.title = uiText.documentTitle(title);
  }, [title]);
  return (
    <header className="flex flex-wrap items-start gap-x-4 gap-y-2">
      <div className="min-w-0 flex-1 basis-60">
        {above !== undefined && <div className="mb-0.5 text-xs text-muted">{above}</div>}
        <h1 dir="auto" className="text-lg font-semibold text-balance [overflow-wrap:anywhere]">
          {title}
        </h1>
        {meta !== undefined && (
          <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-muted">{meta}</div>
        )}
      </div>
      {actions !== undefined && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  );
}

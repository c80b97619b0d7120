import { CircleX, RotateCw } from 'lucide-react';
import { uiText } from '../strings/ui.ts';
import { Button } from './button.tsx';

export interface ErrorStateProps {
  readonly title: string;
  readonly detail: string;
  readonly code?: string | undefined;
  readonly remedy?: string | undefined;
  /** May return a promise; the button is busy until it settles. */
  readonly onRetry?: (() => unknown) | undefined;
}

export function ErrorState({ title, detail, code, remedy, onRetry }: ErrorStateProps) {
  return (
    <div role="alert" className="flex flex-col items-center gap-2 px-6 py-10 text-center">
      <span className="flex size-10 items-center justify-center rounded-lg bg-danger-tint text-danger">
        <CircleX size={20} aria-hidden strokeWidth={1.5} />
      </span>
      <p className="mt-1 text-md font-medium">{title}</p>
      <p className="line-clamp-6 max-w-xl text-muted [overflow-wrap:anywhere]">{detail}</p>
      {remedy !== undefined && <p className="max-w-xl">{remedy}</p>}
      {code !== undefined && <code className="font-mono text-xs text-muted">{code}</code>}
      {onRetry && (
        <div className="mt-2">
          <Button icon={RotateCw} onClick={onRetry}>
            {uiText.tryAgain}
          </Button>
        </div>
      )}
    </div>
  );
}

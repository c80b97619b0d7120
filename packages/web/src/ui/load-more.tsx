import { uiText } from '../strings/ui.ts';
import { Button } from './button.tsx';

export interface LoadMoreProps {
  readonly hasMore: boolean;
  readonly busy?: boolean | undefined;
  readonly onMore: () => unknown;
  /** How many are shown so far. */
  readonly shown?: number | undefined;
}

export function LoadMore({ hasMore, busy, onMore, shown }: LoadMoreProps) {
  if (!hasMore && shown === undefined) return null;
  return (
    <div className="flex items-center justify-center gap-3 border-t border-line p-3 text-xs text-muted">
      {shown !== undefined && <span>{uiText.shown(shown, hasMore)}</span>}
      {hasMore && (
        <Button size="sm" busy={busy} onClick={onMore}>
          {uiText.loadMore}
        </Button>
      )}
    </div>
  );
}

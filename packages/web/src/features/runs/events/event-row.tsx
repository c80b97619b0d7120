import type { RunEvent } from '@tutti/protocol';
import { ChevronRight } from 'lucide-react';
import { CodeBlock } from '../../../ui/code-block.tsx';
import { pathOf } from './filter-events.ts';

interface Props {
  readonly event: RunEvent;
  /** In words, where its type alone does not tell. */
  readonly said: string | undefined;
  readonly open: boolean;
  readonly onToggle: () => void;
}

const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const SHOWN_HASH = 10;

export function EventRow({ event, said, open, onToggle }: Props) {
  const { seq, type, at, hash } = event;
  const path = pathOf(event);
  return (
    <div className="border-b border-line">
      <button
        type="button"
        aria-expanded={open}
        onClick={onToggle}
        className="flex min-h-8 w-full min-w-0 items-center gap-3 px-3 py-1 text-left -outline-offset-2 hover:bg-hover pointer-coarse:min-h-11"
      >
        <ChevronRight
          size={13}
          aria-hidden
          className={`shrink-0 text-faint transition-transform ${open ? 'rotate-90' : ''}`}
        />
        <span className="w-10 shrink-0 text-right text-xs text-muted">{seq}</span>
        <span className="w-36 shrink-0 truncate font-medium">{type}</span>
        <span
          className={`min-w-0 flex-1 truncate text-xs text-muted ${said === undefined ? 'font-mono' : ''}`}
          title={said ?? path}
        >
          {said ?? path}
        </span>
        <time dateTime={new Date(at).toISOString()} className="hidden shrink-0 text-xs text-muted sm:inline">
          {time.format(at)}.{String(at % 1_000).padStart(3, '0')}
        </time>
        <code className="hidden w-20 shrink-0 font-mono text-xs text-faint lg:inline" title={hash}>
          {hash.slice(0, SHOWN_HASH)}
        </code>
      </button>
      {open && (
        <div className="px-3 pb-3">
          <CodeBlock text={JSON.stringify(event, null, 2)} wrap label={`${seq} ${type}`} />
        </div>
      )}
    </div>
  );
}

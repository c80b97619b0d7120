import type { RunEvent } from '@tutti/protocol';
import { ScrollText } from 'lucide-react';
import { useDeferredValue, useMemo, useState } from 'react';
import { formatCount } from '../../../domain/format-numbers.ts';
import { runText } from '../../../strings/run.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { SearchField } from '../../../ui/search-field.tsx';
import { Select } from '../../../ui/select.tsx';
import { Toolbar } from '../../../ui/toolbar.tsx';
import { VirtualList } from '../../../ui/virtual-list.tsx';
import { EventRow } from './event-row.tsx';
import { filterEvents } from './filter-events.ts';
import { useDrivers } from './use-drivers.ts';

interface Props {
  readonly events: readonly RunEvent[];
  /** The list is the same object while it grows. */
  readonly count: number;
  /** It goes on: the end of the list is what one wants to see. */
  readonly isLive: boolean;
}

/** The journal itself. */
export function EventsTab({ events, count, isLive }: Props) {
  const [type, setType] = useState('');
  const [text, setText] = useState('');
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const wanted = useDeferredValue(text);
  const all = useMemo(() => events.slice(0, count), [events, count]);
  const shown = useMemo(() => filterEvents(all, { type, text: wanted }), [all, type, wanted]);
  const types = useMemo(() => [...new Set(all.map((event) => event.type))].toSorted(), [all]);
  const said = useDrivers(all);
  const toggle = (seq: number) => {
    const next = new Set(open);
    if (!next.delete(seq)) next.add(seq);
    setOpen(next);
  };
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col gap-3 pt-4">
      <Toolbar label={runText.events}>
        <div className="min-w-0 flex-1 basis-48 sm:max-w-80">
          <SearchField
            label={runText.searchEvents}
            placeholder={runText.searchEventsPlaceholder}
            value={text}
            onChange={setText}
          />
        </div>
        <div className="w-44">
          <Select
            label={runText.eventType}
            hideLabel
            options={[
              { value: '', label: runText.allTypes },
              ...types.map((one) => ({ value: one as string, label: one })),
            ]}
            value={type}
            onChange={setType}
          />
        </div>
        <span className="text-xs text-muted" role="status">
          {runText.shownOf(formatCount(shown.length), formatCount(count))}
        </span>
      </Toolbar>
      <div className="flex h-[max(24rem,calc(100dvh-18rem))] min-w-0 flex-col overflow-clip rounded-lg border border-line bg-surface">
        {shown.length === 0 ? (
          <EmptyState icon={ScrollText} title={runText.noEvents} body={runText.noEventsBody} />
        ) : (
          <VirtualList
            label={runText.events}
            items={shown}
            getKey={({ seq }) => String(seq)}
            estimatePx={33}
            follow={isLive}
          >
            {(event) => (
              <EventRow
                event={event}
                said={said(event)}
                open={open.has(event.seq)}
                onToggle={() => toggle(event.seq)}
              />
            )}
          </VirtualList>
        )}
      </div>
    </div>
  );
}

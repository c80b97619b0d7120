import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';

export interface VirtualListProps<Item> {
  readonly label: string;
  readonly items: readonly Item[];
  readonly getKey: (item: Item) => string;
  readonly children: (item: Item, index: number) => ReactNode;
  /** Of a row, before it is measured. */
  readonly estimatePx?: number | undefined;
  /** `tree` where the rows are `TreeRow`s. */
  readonly role?: 'list' | 'tree' | undefined;
  /** Scrolled into sight when it changes. */
  readonly showIndex?: number | undefined;
  /** Stays at the end while things are added there, unless somebody scrolled away. */
  readonly follow?: boolean | undefined;
}

const OVERSCAN = 12;
const AT_END_PX = 48;

/** Draws the rows that are seen and a few around them. It fills the height that its parent gives it. */
export function VirtualList<Item>(props: VirtualListProps<Item>) {
  const { label, items, getKey, children, estimatePx = 32, role = 'list', showIndex, follow = false } = props;
  const frame = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => frame.current,
    estimateSize: () => estimatePx,
    overscan: OVERSCAN,
    getItemKey: (index) => {
      const item = items[index];
      return item === undefined ? index : getKey(item);
    },
  });
  useEffect(() => {
    if (showIndex !== undefined && showIndex >= 0) virtualizer.scrollToIndex(showIndex, { align: 'auto' });
  }, [showIndex, virtualizer]);
  useEffect(() => {
    if (follow && atEnd.current && items.length > 0) virtualizer.scrollToIndex(items.length - 1, { align: 'end' });
  }, [follow, items.length, virtualizer]);

  return (
    <div
      ref={frame}
      tabIndex={role === 'list' ? 0 : undefined}
      role={role === 'list' ? 'region' : undefined}
      aria-label={role === 'list' ? label : undefined}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        atEnd.current = scrollHeight - scrollTop - clientHeight < AT_END_PX;
      }}
      className="min-h-0 flex-1 overflow-auto overscroll-contain contain-strict -outline-offset-2"
    >
      <div role={role} aria-label={label} className="relative w-full" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, key, start }) => {
          const item = items[index];
          return (
            item !== undefined && (
              <div
                key={key}
                ref={virtualizer.measureElement}
                data-index={index}
                role={role === 'list' ? 'listitem' : 'presentation'}
                aria-setsize={role === 'list' ? items.length : undefined}
                aria-posinset={role === 'list' ? index + 1 : undefined}
                className="absolute top-0 left-0 w-full"
                style={{ transform: `translateY(${start}px)` }}
              >
                {children(item, index)}
              </div>
            )
          );
        })}
      </div>
    </div>
  );
}

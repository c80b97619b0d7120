import type { RunEvent } from '@tutti/protocol';

export interface EventFilter {
  /** Empty: all types. */
  readonly type: string;
  readonly text: string;
}

/** Every word must occur somewhere in the event. */
export function filterEvents(events: readonly RunEvent[], { type, text }: EventFilter): readonly RunEvent[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (type === '' && words.length === 0) return events;
  return events.filter((event) => {
    if (type !== '' && event.type !== type) return false;
    if (words.length === 0) return true;
    const searched = JSON.stringify(event).toLowerCase();
    return words.every((word) => searched.includes(word));
  });
}

export function pathOf(event: RunEvent): string | undefined {
  return 'path' in event ? event.path : undefined;
}

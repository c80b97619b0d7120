import type { RunEvent } from '@tutti/protocol';
import type * as z from 'zod';

/** What a pattern wrote down under this name, in order; what has another form is of an older release and left out. */
export function listRecords<Found>(events: readonly RunEvent[], name: string, form: z.ZodType<Found>): Found[] {
  return events.flatMap((event) => {
    if (event.type !== 'domain.recorded' || event.name !== name) return [];
    const parsed = form.safeParse('value' in event.data ? event.data.value : undefined);
    return parsed.success ? [parsed.data] : [];
  });
}

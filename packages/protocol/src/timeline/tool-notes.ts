/** What a timeline says in a few words about tools that an agent did not have, and about calls that were not made. */
import * as z from 'zod';
import type { Payload } from '../payload.ts';

const Offered = z.object({ missing: z.array(z.object({ name: z.string(), code: z.string() })).min(1) });
const NotMade = z.object({ tool: z.string(), because: z.string().optional(), why: z.string().optional() });

/** Of a step that opened tools; undefined where none is missing. */
export function toMissingNote(output: Payload): string | undefined {
  const found = 'value' in output ? Offered.safeParse(output.value).data : undefined;
  return found && `without ${found.missing.map(({ name, code }) => `${name} (${code})`).join(', ')}`;
}

const NOT_MADE: ReadonlySet<string> = new Set(['tool.denied', 'tool.rejected', 'tool.refused']);

/** Of an event about a call that was denied or rejected, or that could not be made as it was. */
export function toNotMadeNote(name: string, data: Payload): string | undefined {
  if (!NOT_MADE.has(name)) return undefined;
  const found = 'value' in data ? NotMade.safeParse(data.value).data : undefined;
  return found && [found.tool, found.because ?? found.why].filter((part) => part !== undefined).join(': ');
}

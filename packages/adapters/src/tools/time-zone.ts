import * as z from 'zod';

export const TimeZone = z
  .string()
  .min(1)
  .max(64)
  .refine(isTimeZone, { error: 'is not a time zone of the IANA list, such as Europe/Berlin' })
  .describe('A time zone of the IANA list, such as Europe/Berlin');

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false; // A RangeError is how the list is asked.
  }
}

/** W3C trace context: https://www.w3.org/TR/trace-context/ */
import type { Random } from '@tutti/engine';

const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The one that came, where it is well formed, so that a run belongs to the trace of whoever asked for it; else a new one. */
export function toTrace(header: unknown, random: Random): string {
  if (typeof header === 'string' && TRACEPARENT.test(header)) return header;
  const hex = (length: number) => Buffer.from(random.bytes(length)).toString('hex');
  return `00-${hex(16)}-${hex(8)}-01`;
}

export function toTraceId(trace: string): string {
  return trace.split('-')[1] ?? '';
}

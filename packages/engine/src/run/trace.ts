/** W3C trace context: which request of which caller a step belongs to, wherever its calls arrive. */
import type { RunId, StepPath } from '@tutti/protocol';
import { sha256 } from './sha256.ts';

/** A later version may append fields, which are left out here. */
const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/s;
const SPAN_LENGTH = 16;
const SAMPLED = 1;

interface TraceContext {
  readonly traceId: string;
  readonly sampled: boolean;
}

/** Only a whole traceparent is kept. A malformed one is dropped, as the standard asks: it must never refuse the request that it came with. */
export function keepTrace(trace: string | undefined): string | undefined {
  return trace !== undefined && parseTrace(trace) ? trace : undefined;
}

export interface TracedAttempt {
  readonly run: RunId;
  readonly path: StepPath;
  readonly attempt: number;
}

/** The trace goes on, with a span that follows from the attempt: whoever replays it names the same one. */
export function toStepTrace(
  trace: string | undefined,
  { run, path, attempt }: TracedAttempt,
): { trace: string } | undefined {
  const context = trace === undefined ? undefined : parseTrace(trace);
  if (!context) return undefined;
  const span = sha256(`${run}/${path}#${attempt}`).slice(0, SPAN_LENGTH);
  return { trace: `00-${context.traceId}-${span}-${context.sampled ? '01' : '00'}` };
}

function parseTrace(trace: string): TraceContext | undefined {
  const [, version, traceId = '', spanId = '', flags = '', more] = TRACEPARENT.exec(trace) ?? [];
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  if (isZero(traceId) || isZero(spanId)) return undefined;
  return { traceId, sampled: (Number.parseInt(flags, 16) & SAMPLED) === SAMPLED };
}

function isZero(digits: string): boolean {
  return /^0*$/.test(digits);
}

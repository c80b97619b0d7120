import { RunId, type StepPath, toIdText } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { keepTrace, toStepTrace } from './trace.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const trace = `00-${traceId}-00f067aa0ba902b7-01`;
const run = RunId.parse(toIdText('run', 0, new Uint8Array(16)));
const at = { run, path: 'turn/1/model/1' as StepPath, attempt: 1 };

describe('a trace', () => {
  it.each([trace, `00-${traceId}-00f067aa0ba902b7-00`, `cc-${traceId}-00f067aa0ba902b7-01-what-is-new`])(
    'is kept where it is whole: %s',
    (whole) => {
      expect(keepTrace(whole)).toBe(whole);
    },
  );

  it.each([
    '',
    '00-trace',
    trace.toUpperCase(),
    ` ${trace}`,
    `${trace}\n`,
    `${trace}-more`,
    `ff-${traceId}-00f067aa0ba902b7-01`,
    `cc-${traceId}-00f067aa0ba902b7-01.more`,
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`,
  ])('is dropped where it is malformed: %j', (malformed) => {
    expect(keepTrace(malformed)).toBeUndefined();
    expect(toStepTrace(malformed, at)).toBeUndefined();
  });

  it('goes on into a step with a span of its own, the same one each time', () => {
    const step = toStepTrace(trace, at);
    expect(step?.trace).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
    expect(step).toEqual(toStepTrace(trace, { ...at }));
    const others = [
      { ...at, attempt: 2 },
      { ...at, path: 'turn/1/model/2' as StepPath },
      { ...at, run: RunId.parse(toIdText('run', 1, new Uint8Array(16))) },
    ].map((other) => toStepTrace(trace, other)?.trace);
    expect(new Set([step?.trace, trace, ...others]).size).toBe(5);
    expect(keepTrace(step?.trace)).toBe(step?.trace);
  });

  it('keeps of the flags only what this version knows', () => {
    expect(toStepTrace(`cc-${traceId}-00f067aa0ba902b7-fe`, at)?.trace).toMatch(/-00$/);
    expect(toStepTrace(`cc-${traceId}-00f067aa0ba902b7-ff`, at)?.trace).toMatch(/^00-.*-01$/);
  });
});

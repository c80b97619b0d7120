import type { Clock } from '@tutti/engine';
import { describe, expect, it } from 'vitest';
import { createCurrentTimeTool } from './current-time.ts';

const call = { signal: new AbortController().signal, key: 'key' };
const clock: Clock = { now: () => Date.UTC(2026, 2, 1, 0, 5, 9), at: () => () => undefined };
const tool = createCurrentTimeTool({ clock });

describe('the current_time tool', () => {
  it.each([
    [{}, { time: '2026-03-01T00:05:09Z', weekday: 'Sunday', timeZone: 'UTC' }],
    [{ timeZone: 'Europe/Berlin' }, { time: '2026-03-01T01:05:09+01:00', weekday: 'Sunday' }],
    [{ timeZone: 'America/New_York' }, { time: '2026-02-28T19:05:09-05:00', weekday: 'Saturday' }],
    [{ timeZone: 'Asia/Kathmandu' }, { time: '2026-03-01T05:50:09+05:45', timeZone: 'Asia/Kathmandu' }],
  ])('tells the time for %j', async (input, output) => {
    expect(await tool.use(input, call)).toMatchObject(output);
  });

  it.each(['Europe/Nowhere', '', '../etc', 'x'.repeat(1_000)])('refuses the zone %j', async (timeZone) => {
    await expect(tool.use({ timeZone }, call)).rejects.toMatchObject({ code: 'invalid_input', field: 'timeZone' });
  });
});

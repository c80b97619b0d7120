import { expect, it } from 'vitest';
import { toMissingNote, toNotMadeNote } from './tool-notes.ts';

it('names what an agent did without', () => {
  const missing = [
    { name: 'github', code: 'tool_not_configured', message: 'set GITHUB_TOKEN' },
    { name: 'slack', code: 'tool_unavailable', message: 'down' },
  ];
  expect(toMissingNote({ value: { tools: [], missing } })).toBe(
    'without github (tool_not_configured), slack (tool_unavailable)',
  );
  expect(toMissingNote({ value: { tools: [], missing: [] } })).toBeUndefined();
  expect(toMissingNote({ value: 'something else' })).toBeUndefined();
});

it('says which call was not made and why', () => {
  const denied = {
    value: { agent: 'ann', tool: 'mail__send', because: 'ann may not cause effects that are irreversible' },
  };
  expect(toNotMadeNote('tool.denied', denied)).toBe('mail__send: ann may not cause effects that are irreversible');
  expect(toNotMadeNote('tool.rejected', { value: { tool: 'mail__send', why: 'a person said no' } })).toBe(
    'mail__send: a person said no',
  );
  expect(toNotMadeNote('tool.refused', { value: { tool: 'mail__send', why: 'to is missing' } })).toBe(
    'mail__send: to is missing',
  );
  expect(toNotMadeNote('sequential.handed_over', denied)).toBeUndefined();
});

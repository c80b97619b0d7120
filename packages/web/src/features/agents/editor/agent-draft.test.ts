import { AgentForm } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { type AgentDraft, findLine, isWritten, NEW_DRAFT, parseList, toWish } from './agent-draft.ts';

describe('what somebody writes about an agent', () => {
  const begun: AgentDraft = { ...NEW_DRAFT, text: 'id: ann', form: AgentForm.parse({ id: 'ann' }), basedOn: 2 };

  it('is sent as it is being written, as a form or as a text', () => {
    expect(toWish(begun)).toEqual({ form: begun.form });
    expect(toWish({ ...begun, mode: 'text' })).toEqual({ text: 'id: ann' });
  });

  it('is there to be lost once something of it differs from what counts', () => {
    expect(isWritten(begun, begun)).toBe(false);
    expect(isWritten({ ...begun, mode: 'text' }, begun)).toBe(false);
    expect(isWritten({ ...begun, mode: 'text', text: 'id: bob' }, begun)).toBe(true);
    expect(isWritten({ ...begun, form: AgentForm.parse({ id: 'ann', purpose: 'x' }) }, begun)).toBe(true);
    expect(isWritten({ ...begun, note: 'why' }, begun)).toBe(true);
  });

  it('has lists with commas, and lines to go to', () => {
    expect(parseList(' a, b ,,c ')).toEqual(['a', 'b', 'c']);
    expect(findLine('one\ntwo\nthree', 2)).toEqual({ start: 4, end: 7 });
    expect(findLine('one', 9)).toEqual({ start: 4, end: 4 });
  });
});

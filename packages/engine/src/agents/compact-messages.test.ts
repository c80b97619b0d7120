import { describe, expect, it } from 'vitest';
import type { Message } from '../ports/model.ts';
import { compactMessages } from './compact-messages.ts';

const user: Message = { role: 'user', text: 'x'.repeat(1_000), labels: [] };

function told(text: string): Message {
  return { role: 'tool', callId: 'c', name: 'read', text, failed: false, labels: [] };
}

describe('a conversation that is too long', () => {
  it('loses what tools said long ago, with a mark, until it is half as long', () => {
    const messages = [user, told('a'.repeat(9_000)), told('b'.repeat(9_000)), told('c'.repeat(5_000))];
    const compacted = compactMessages(messages) ?? [];
    expect(compacted.map(({ text }) => text.length < 1_000)).toEqual([false, true, true, false]);
    expect(compacted[1]?.text).toMatch(/^a{400}\n\[… 8600 more characters are left out/);
    expect(compacted[0]).toBe(user);
    expect(compacted[3]).toBe(messages[3]);
  });

  it('is left as it is where nothing in it can be shortened', () => {
    expect(compactMessages([user, told('short')])).toBeUndefined();
  });
});

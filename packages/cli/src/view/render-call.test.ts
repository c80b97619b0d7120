import { RunId, toIdText } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { renderCall } from './render-call.ts';
import { createStyle } from './style.ts';

const run = RunId.parse(toIdText('run', 0, new Uint8Array(16)));
const style = createStyle(false);
const facts = {
  kind: 'tool',
  agent: 'coding',
  tool: 'git__push',
  effect: 'irreversible',
  call: 'f'.repeat(64),
  because: 'it must ask',
};

describe('a call that waits for a person', () => {
  it('is shown with who makes it, and its arguments exactly as they are', () => {
    const input = { branch: 'main', note: 'approve this\u001b[2K\nagent  trusted', to: 'a\u202eb' };
    const text = renderCall({ ...facts, input }, run, style)?.join('\n') ?? '';
    for (const part of ['agent  coding', 'tool   git__push', 'effect irreversible', '"branch": "main"'])
      expect(text).toContain(part);
    // What an argument says cannot pass for a line of its own.
    expect(text).toContain(String.raw`"approve this\u001b[2K\nagent  trusted"`);
    expect(text).toContain(String.raw`"a\u202eb"`);
    expect(text.match(/^agent/gm)).toHaveLength(1);
  });

  it('says where all of long arguments can be read', () => {
    const cut = {
      ...facts,
      preview: '{ "body": "xxx',
      characters: 30_000,
      whole: false,
      path: 'turn/1/call/1/arguments/1',
    };
    expect(renderCall(cut, run, style)?.at(-1)).toBe(
      `Only the beginning of 30000 characters. All of it: tutti show ${run} --step turn/1/call/1/arguments/1`,
    );
  });

  it('is nothing else', () => {
    for (const shows of [undefined, null, 'text', { text: 'a result' }, { ...facts, kind: 'budget' }])
      expect(renderCall(shows, run, style)).toBeUndefined();
  });
});

import type { Json } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { createSequentialThinkingTools } from './create-sequential-thinking-tools.ts';

const signal = new AbortController().signal;

/** Opened anew for each call, as a turn does. */
function startThinking(source = createSequentialThinkingTools(), agent = 'ann'): (input: Json) => Promise<Json> {
  const place = { tenant: 'ten_1', run: 'run_1', agent, signal };
  return async (input) => {
    const [tool] = await source.open('sequential_thinking', place as Parameters<typeof source.open>[1]);
    if (!tool) throw new Error('there is no tool');
    return tool.use(input, { signal, key: 'key' });
  };
}

const thought = (number: number, more = true, facts = {}): Json => ({
  thought: `thought ${number}`,
  number,
  total: 3,
  more,
  ...facts,
});

describe('sequential thinking', () => {
  it('answers with what is still open, until nothing is', async () => {
    const think = startThinking();
    expect(await think(thought(1))).toEqual({
      number: 1,
      total: 3,
      recorded: 1,
      open: [{ line: 'main', missing: [2, 3], more: true }],
      revised: [],
    });
    await think(thought(2));
    expect(await think(thought(3, false))).toMatchObject({ recorded: 3, open: [] });
  });

  it('keeps corrections and branches apart', async () => {
    const think = startThinking();
    await think(thought(1));
    await think(thought(2));
    const branched = await think(thought(3, true, { branch: 'other way', branchFrom: 1 }));
    expect(branched).toMatchObject({
      open: [
        { line: 'main', missing: [3] },
        { line: 'other way', missing: [2], more: true },
      ],
    });
    expect(await think(thought(3, false, { revises: 1 }))).toMatchObject({
      revised: [1],
      open: [{ line: 'other way' }],
    });
  });

  it('takes the same thought twice as one, and begins anew with the first', async () => {
    const think = startThinking();
    await think(thought(1));
    await think(thought(2));
    expect(await think(thought(2))).toMatchObject({ recorded: 2 });
    expect(await think(thought(1))).toMatchObject({ recorded: 1 });
  });

  it('keeps the thoughts of each agent apart, and goes on where a process has ended', async () => {
    const source = createSequentialThinkingTools();
    await startThinking(source)(thought(1));
    expect(await startThinking(source, 'bob')(thought(2))).toMatchObject({ recorded: 1, open: [{ missing: [1, 3] }] });
    expect(await startThinking(source)(thought(2))).toMatchObject({ recorded: 2, open: [{ missing: [3] }] });
  });

  it.each([
    [thought(2, true, { revises: 2 }), 'revises'],
    [thought(2, true, { branch: 'x', branchFrom: 2 }), 'branchFrom'],
    [thought(2, true, { branch: 'x' }), 'branchFrom'],
    [thought(0), 'number'],
  ])('refuses %j', async (input, field) => {
    const think = startThinking();
    await expect(think(input)).rejects.toMatchObject({ code: 'invalid_input', field });
  });
});

import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { defineTool, toJson } from './define-tool.ts';

const call = { signal: new AbortController().signal, key: 'k' };
const about = { name: 'count', description: 'Counts.' };

describe('a tool of the program', () => {
  it('cannot be undone unless it says otherwise', () => {
    const input = z.object({});
    expect(defineTool({ ...about, input, run: () => 1 }).tool.effect).toBe('irreversible');
    expect(defineTool({ ...about, input, effect: 'read', run: () => 1 }).tool.effect).toBe('read');
  });

  it('is told to models by its schema, and gets what the schema makes of an input', async () => {
    const input = z.object({ from: z.string().transform(Number), to: z.number().default(3) });
    const { tool } = defineTool({ ...about, input, run: ({ from, to }) => to - from });
    expect(tool.schema).toMatchObject({ properties: { from: { type: 'string' } }, required: ['from'] });
    // What cannot be parsed again stands in the journal as it was written.
    expect(tool.input.parse({ from: '1' })).toEqual({ from: '1' });
    expect(await tool.use({ from: '1' }, call)).toBe(2);
  });

  it('shows what stands for what was left out, so that it is seen before it is allowed', () => {
    const input = z.object({ path: z.string().default('/'), depth: z.number().optional() });
    expect(defineTool({ ...about, input, run: () => 1 }).tool.input.parse({})).toEqual({ path: '/' });
  });

  it('refuses an input that its schema refuses, and says where', () => {
    const { tool } = defineTool({ ...about, input: z.object({ at: z.object({ x: z.number() }) }), run: () => 1 });
    const [issue] = tool.input.safeParse({ at: { x: 'one' } }).error?.issues ?? [];
    expect(issue).toMatchObject({ path: ['at', 'x'], message: expect.stringContaining('number') });
  });

  it('cannot have an input that no model can be told of', () => {
    expect(() => defineTool({ ...about, input: z.object({ on: z.date() }), run: () => 1 })).toThrow('count');
  });

  it('keeps the rest of what was defined with it', async () => {
    const done = new Set<string>();
    const plan = {
      ...about,
      input: z.object({ id: z.string() }),
      done,
      run({ id }: { id: string }) {
        this.done.add(id);
      },
      async verify({ id }: { id: string }) {
        return this.done.has(id) ? { happened: true as const, output: undefined } : { happened: false as const };
      },
      async undo({ id }: { id: string }) {
        this.done.delete(id);
      },
    };
    const { tool } = defineTool(plan);
    expect(await tool.use({ id: 'a' }, call)).toBeNull();
    expect(await tool.verify?.({ id: 'a' }, call)).toEqual({ happened: true, output: null });
    await tool.undo?.({ id: 'a' }, call);
    expect(await tool.verify?.({ id: 'a' }, call)).toEqual({ happened: false });
  });
});

it('what a function gives is kept as JSON has it', () => {
  expect(toJson(undefined)).toBeNull();
  expect(toJson({ at: new Date(0), left: undefined })).toEqual({ at: '1970-01-01T00:00:00.000Z' });
});

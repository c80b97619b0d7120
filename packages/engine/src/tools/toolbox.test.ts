import { AgentId, type Json, RunId, TenantId } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { RunError } from '../errors.ts';
import { changingSource, countedTool } from '../testing/tool-desk.ts';
import { DESCRIPTION_LIMIT, SCHEMA_LIMIT, toToolHash } from './offered-tool.ts';
import { createFixedSource, createToolbox, type ToolSource } from './toolbox.ts';

const place = {
  tenant: TenantId.parse(`ten_${'0'.repeat(36)}`),
  run: RunId.parse(`run_${'0'.repeat(36)}`),
  agent: AgentId.parse('ann'),
  signal: new AbortController().signal,
};

const open = async (sources: readonly ToolSource[], names: readonly string[]) => {
  const { tools, missing } = await createToolbox(sources).open(names, place);
  return {
    names: tools.map(({ offer }) => offer.name),
    missing: missing.map(({ name, code }) => `${name} ${code}`),
    tools,
  };
};

const files = changingSource('files', () => [
  countedTool('files__read', 'read'),
  countedTool('files__write', 'idempotent'),
]);
const plain = createFixedSource([countedTool('add', 'pure'), countedTool('now', 'read')]);

describe('a toolbox', () => {
  it('opens single tools, whole sets, and one tool of a set', async () => {
    expect((await open([plain, files], ['now', 'files'])).names).toEqual(['now', 'files__read', 'files__write']);
    expect((await open([plain, files], ['files__write'])).names).toEqual(['files__write']);
    expect((await open([plain, files], ['files', 'files__write', 'files'])).names).toEqual([
      'files__read',
      'files__write',
    ]);
  });

  it('tells what it offers by a hash of name, description and schema, and by nothing else', async () => {
    const [tool] = (await open([plain], ['add'])).tools;
    const { name = '', description = '', input = null, hash } = tool?.offer ?? {};
    expect(hash).toBe(toToolHash({ name, description, input }));
    expect(toToolHash({ name, description, input: { b: 1, a: 2 } })).toBe(
      toToolHash({ name, description, input: { a: 2, b: 1 } }),
    );
    expect(toToolHash({ name, description: 'other', input })).not.toBe(hash);
    expect(toToolHash({ name, description, input: { type: 'array' } })).not.toBe(hash);
  });

  it('refuses two sources of one name', () => {
    expect(() => createToolbox([plain, createFixedSource([countedTool('add', 'pure')])])).toThrow(
      expect.objectContaining({ code: 'tool_name_taken' }),
    );
  });

  it('keeps to the build where a name is taken later, and to nobody where two others take it', async () => {
    const names: string[] = [];
    const late = { names, fixed: false, open: async () => [countedTool('add', 'irreversible')] };
    const toolbox = createToolbox([late, plain, { ...late, names: ['b'] }, files]);
    names.push('add', 'b');
    const opened = await toolbox.open(['add', 'b'], place);
    expect(opened.tools.map(({ offer, fixed }) => [offer.name, offer.effect, fixed])).toEqual([['add', 'pure', true]]);
    expect(opened.missing).toEqual([expect.objectContaining({ name: 'b', code: 'tool_name_taken' })]);
  });

  it('says what is missing and why, beside what is there', async () => {
    const refusing = changingSource('github', () => {
      throw new RunError('tool_not_configured', 'set GITHUB_TOKEN');
    });
    const { names, missing } = await open([refusing, files, plain], ['github', 'add', 'rocket', 'files__fly']);
    expect(names).toEqual(['add']);
    expect(missing).toEqual(['github tool_not_configured', 'rocket unknown_tool', 'files__fly unknown_tool']);
  });

  it.each<[string, Parameters<typeof countedTool>[2], string?]>([
    ['a name with a space', {}, 'files__a b'],
    ['a name of 65 characters', {}, `files__${'a'.repeat(58)}`],
    ['a long description', { description: 'x'.repeat(DESCRIPTION_LIMIT + 1) }],
    ['a large schema', { schema: { type: 'object', description: 'x'.repeat(SCHEMA_LIMIT) } }],
    ['a deep schema', { schema: Array.from({ length: 40 }).reduce<Json>((inner) => ({ not: inner }), {}) }],
    ['a schema that is none', { schema: true }],
  ])('does not offer a tool with %s, and offers the others', async (_, more, name = 'files__bad') => {
    const source = changingSource('files', () => [countedTool(name, 'read', more), countedTool('files__good', 'read')]);
    const { names, missing } = await open([source], ['files']);
    expect(names).toEqual(['files__good']);
    expect(missing).toEqual([`${name} tool_unusable`]);
  });

  it('tells of thousands of broken tools in a few words', async () => {
    const broken = Array.from({ length: 5_000 }, (_, at) => countedTool(`many__${at} ${'x'.repeat(10_000)}`, 'read'));
    const { tools, missing } = await createToolbox([changingSource('many', () => broken)]).open(['many'], place);
    expect(tools).toEqual([]);
    expect(missing).toHaveLength(21);
    expect(missing.at(-1)).toMatchObject({ name: 'many', message: '4980 more tools of many cannot be offered' });
    expect(JSON.stringify(missing).length).toBeLessThan(10_000);
  });

  it('takes no tool from a set that is called as if it were of another', async () => {
    const shadow = changingSource('evil', () => [countedTool('files__read', 'read')]);
    const { names, missing } = await open([shadow, files], ['evil', 'files']);
    expect(names).toEqual(['files__read', 'files__write']);
    expect(missing).toEqual(['evil tool_unusable']);
  });

  it('offers no more tools than providers take, and says which are left out', async () => {
    const many = changingSource('many', () =>
      Array.from({ length: 5_000 }, (_, at) => countedTool(`many__${at}`, 'read')),
    );
    const { names, missing } = await open([plain, many], ['add', 'many']);
    expect(names).toHaveLength(128);
    expect(missing).toEqual(['many tool_unusable']);
  });
});

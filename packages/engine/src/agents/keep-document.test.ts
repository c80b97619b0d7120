import type { Json } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { call, changingSource, countedTool, ToolDesk } from '../testing/tool-desk.ts';

const TEXT = '{"bars":[1,2,3]}';
const GIVEN = { bars: 3, document: { name: 'sales.json', mediaType: 'application/json', text: TEXT } };

function createDesk(output: Json, { givesDocument = true } = {}) {
  const draw = countedTool('charts__draw', 'read', {
    ...(givesDocument && { givesDocument }),
    use: async () => output,
  });
  return new ToolDesk({
    sources: [changingSource('charts', () => [draw])],
    answer: (_request, count) => (count <= 2 ? call('charts__draw', { count }) : 'done'),
  });
}

describe('a document that a tool gives', () => {
  it('is kept by the run with where it came from, and told to the model without its text', async () => {
    const desk = createDesk(GIVEN);
    const { artefacts, run } = await desk.stage.run('turn');
    expect(artefacts).toMatchObject([
      { name: 'sales.json', mediaType: 'application/json', bytes: TEXT.length, version: 1 },
      { name: 'sales.json', version: 2 },
    ]);
    expect(artefacts[0]?.labels).toEqual([{ source: 'owner' }, { source: 'tool', name: 'charts__draw' }]);
    expect(desk.told.map((text) => JSON.parse(text))).toEqual([
      { bars: 3, document: { name: 'sales.json', version: 1, bytes: TEXT.length } },
      { bars: 3, document: { name: 'sales.json', version: 2, bytes: TEXT.length } },
    ]);
    const made = (await desk.stage.events(run)).filter(({ type }) => type === 'artefact.produced');
    expect(made).toHaveLength(2);
  });

  it('is the same one after the run was taken up again', async () => {
    const desk = createDesk(GIVEN);
    desk.setRules({ rules: [{ tool: 'charts__draw', arguments: { count: '2' }, verdict: 'ask' }] });
    const run = await desk.stage.submit('turn');
    await desk.findOpen(run);
    const [before] = (await desk.stage.state(run)).artefacts;
    desk.stage.restart();
    await desk.decide(run, 'approved');
    const { artefacts, output } = await desk.stage.ended(run);
    expect(output).toEqual({ value: 'done' });
    expect(artefacts).toEqual([before, expect.objectContaining({ version: 2 })]);
  });

  it.each([
    [{ ...GIVEN, document: { name: '', mediaType: 'text/plain', text: 'x' } }, true],
    [{ bars: 3 }, true],
    ['a text', true],
    [GIVEN, false],
  ])('is none where it has not its form, or the tool is not one that gives any: %j', async (output, givesDocument) => {
    const desk = createDesk(output, { givesDocument });
    expect((await desk.stage.run('turn')).artefacts).toEqual([]);
    expect(desk.told[0]).toBe(typeof output === 'string' ? output : JSON.stringify(output));
  });
});

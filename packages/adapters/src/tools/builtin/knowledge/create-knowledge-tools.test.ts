/** As an agent in a run has it, over a real store. */
import { Citation, type Json } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { openKnowledge, USER } from '../../../knowledge/testing/open-knowledge.ts';
import { openSet, PLACE } from '../testing/open-set.ts';
import { createKnowledgeTools } from './create-knowledge-tools.ts';

const LONG = { timeout: 120_000 };
const Found = z.object({
  passages: z.array(z.object({ citation: Citation, text: z.string(), document: z.string() })),
  how: z.string(),
});

async function open() {
  const stage = await openKnowledge();
  const source = createKnowledgeTools({ knowledge: stage.knowledge, findPayer: () => USER });
  const set = await openSet(source, 'knowledge', { ...PLACE, tenant: stage.tenant });
  return { stage, set, [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose]() };
}

const find = async (set: Awaited<ReturnType<typeof open>>['set'], input: Json) =>
  Found.parse(await set.call('search', input));

describe('knowledge', () => {
  it('finds passages with citations, reads around them and says what they are', LONG, async () => {
    await using opened = await open();
    const { stage, set } = opened;
    await stage.add('travel.md', '# Rail\n\nRail tickets above 200 euros need approval.\n\n# Air\n\nNobody flies.');
    const { passages, how } = await find(set, { query: 'rail tickets' });
    expect(passages[0]).toMatchObject({ document: 'travel.md', text: expect.stringContaining('above 200 euros') });
    expect(how).toContain('words only');
    const citation = passages[0]?.citation ?? '';
    expect(await set.call('read', { citation: `[${citation}]`, around: 50 })).toMatchObject({
      citation,
      state: 'current',
      text: passages[0]?.text,
      after: expect.stringContaining('# Air'),
    });
    expect(await set.call('list', {})).toEqual({ collections: [{ name: 'papers', title: 'papers', documents: 1 }] });
    expect(set.tools.map(({ effect }) => effect)).toEqual(['read', 'read', 'read', 'read']);
    expect(set.find('search').labels).toEqual([{ source: 'document', name: 'knowledge__search' }]);
    expect(set.find('search').labelsOf?.({ passages: [...passages] })).toEqual([
      { source: 'document', name: 'travel.md' },
    ]);
  });

  it('says of a citation that its document was replaced or removed', LONG, async () => {
    await using opened = await open();
    const { stage, set } = opened;
    const { id } = await stage.add('a.txt', 'The answer is 41.');
    const [found] = (await find(set, { query: 'answer' })).passages;
    const input = { citation: found?.citation ?? '' };
    await stage.add('a.txt', 'The answer is 42.');
    expect(await set.call('read', input)).toMatchObject({ state: 'replaced', newest: 2, text: 'The answer is 41.' });
    await stage.knowledge.removeDocument(stage.tenant, id);
    expect(await set.call('read', input)).toMatchObject({ state: 'removed', text: '' });
  });

  it('compares a claim with what is found, or with what is cited', LONG, async () => {
    await using opened = await open();
    const { stage, set } = opened;
    await stage.add('history.txt', 'The company was founded in 1987 in Trieste.');
    expect(await set.call('verify', { claim: 'The company was founded in 1987.' })).toMatchObject({
      verdict: 'supported',
      method: expect.stringContaining('meaning was not'),
      evidence: [{ document: 'history.txt' }],
    });
    const [found] = (await find(set, { query: 'founded' })).passages;
    const citations = [found?.citation ?? ''];
    expect(await set.call('verify', { claim: 'The company was founded in 1989.', citations })).toMatchObject({
      verdict: 'contradicted by number',
      missing: { numbers: ['1989'] },
      compared: 1,
    });
    await expect(set.call('verify', { claim: 'x', citations, collection: 'papers' })).rejects.toMatchObject({
      code: 'invalid_input',
    });
    await expect(set.call('read', { citation: 'kn:nonsense' })).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('shows another tenant nothing', LONG, async () => {
    await using opened = await open();
    const { stage } = opened;
    await stage.add('a.txt', 'ours alone');
    const source = createKnowledgeTools({ knowledge: stage.knowledge, findPayer: () => USER });
    const theirs = await openSet(source, 'knowledge', PLACE);
    expect((await find(theirs, { query: 'ours alone' })).passages).toEqual([]);
    expect(await theirs.call('list', {})).toEqual({ collections: [] });
  });
});

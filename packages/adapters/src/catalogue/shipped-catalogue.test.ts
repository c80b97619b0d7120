import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { providerOf } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { readAgentFolder } from '../agents/read-agent-folder.ts';
import { buildCatalogue } from './build-catalogue.ts';
import { CatalogueFile, toCatalogueText } from './catalogue-file.ts';
import { createModelCatalogue } from './model-catalogue.ts';
import { readModelFacts } from './model-facts.ts';

const FOLDER = join(import.meta.dirname, '..', '..', '..', '..', 'catalog', 'models');
const text = await readFile(join(FOLDER, 'catalogue.json'), 'utf8');
const file = CatalogueFile.parse(JSON.parse(text));
/** The day of this writing, and one on which everything that is announced has happened. */
const DAYS = ['2026-11-21', '2027-12-31'];

/** Every model that policies of the systems before this one name. */
const NAMED = [
  'groq/llama-3.3-70b-versatile',
  'groq/llama-3.1-70b-versatile',
  'groq/llama-3.1-8b-instant',
  'groq/deepseek-r1-distill-llama-70b',
  'gemini/gemini-1.5-flash',
  'gemini/gemini-1.5-pro',
  'mistral/codestral-latest',
  'claude-3-5-sonnet',
  'claude-3-opus',
  'gpt-3.5-turbo',
  'gpt-4',
  'gpt-4-turbo',
  'mixtral-8x7b',
  'mixtral-8x7b-32768',
  'groq/mixtral-8x7b-32768',
  'deepseek-r1',
  'deepseek/deepseek-r1',
  'deepseek-chat',
  'llama',
  'openai',
  'anthropic',
];

describe.each(DAYS)('the catalogue that comes with this version, on %s', (today) => {
  const catalogue = createModelCatalogue(file, { today });
  const isLiving = (id: string | undefined) => id !== undefined && catalogue.findCard(id)?.retired === undefined;

  it.each(NAMED)('knows what is served for %s', (name) => {
    const card = catalogue.findCard(name);
    expect(isLiving(card?.retired ? card.retired.successor : card?.id)).toBe(true);
  });

  it('has a living successor of the same provider for everything that has retired', () => {
    for (const { model, successor } of file.retired) expect(providerOf(successor), model).toBe(providerOf(model));
    for (const { model } of file.retired) {
      const card = catalogue.findCard(model.replaceAll('*', ''));
      if (card?.retired) expect(isLiving(card.retired.successor), model).toBe(true);
    }
    const stranded = catalogue.cards.filter(({ retired }) => retired && !isLiving(retired.successor));
    expect(stranded.map(({ id }) => id)).toEqual([]);
  });

  it('serves every model that an agent of this version names', async () => {
    const agents = await readAgentFolder(join(FOLDER, '..', 'agents'));
    const named = agents.flatMap(({ models }) => [...models.prefer, ...models.fallback]);
    expect(named.length).toBeGreaterThanOrEqual(agents.length);
    expect(named.filter((name) => catalogue.findCard(name)?.id !== name || !isLiving(name))).toEqual([]);
  });

  it('finds a model behind every short name', () => {
    const unknown = Object.keys(file.names).filter((name) => catalogue.findCard(name) === undefined);
    expect(unknown).toEqual([]);
  });
});

describe('the catalogue that comes with this version', () => {
  it('is what the script makes of the facts that lie beside it', async () => {
    const data: unknown = JSON.parse(await readFile(join(FOLDER, 'source', 'models-dev.json'), 'utf8'));
    const { source, asOf } = file;
    const built = buildCatalogue({ data, source, asOf, today: '2026-11-21' }, await readModelFacts(FOLDER));
    expect(built.unreadable).toBe(0);
    expect(toCatalogueText(built.file)).toBe(text);
  });

  it('fits into 400 kB, says its day, and has every provider that it can be asked about', () => {
    expect(text.length).toBeLessThan(400_000);
    expect(file.asOf).toBe('2026-06-30');
    const providers = new Set(file.cards.map(({ id }) => providerOf(id)));
    expect([...providers].toSorted()).toEqual(
      'ai21 anthropic azure cohere deepseek google groq huggingface mistral ollama openai openrouter togetherai'.split(
        ' ',
      ),
    );
  });

  it('has a free model that calls tools at four providers at least, each with a limit and a source', () => {
    const catalogue = createModelCatalogue(file, { today: '2026-11-21' });
    const free = catalogue.cards.filter((card) => card.free && card.tools && !card.retired);
    expect(new Set(free.map(({ id }) => providerOf(id))).size).toBeGreaterThanOrEqual(4);
    for (const { free: limits, id } of free) expect(Object.keys(limits ?? {}).length, id).toBeGreaterThan(0);
  });

  it('does not call a model dead before its day', () => {
    const find = (today: string) => createModelCatalogue(file, { today }).findCard('gemini-2.5-pro');
    expect(find('2026-11-30')?.retired).toBeUndefined();
    expect(find('2026-12-01')?.retired).toEqual({ successor: 'google/gemini-3.8-flash' });
  });

  it('leads on from ids that nobody lists any more, and from providers by other names, and makes up no price for them', () => {
    const catalogue = createModelCatalogue(file, { today: '2026-11-21' });
    const card = catalogue.findCard('gemini/gemini-1.5-flash');
    expect(card).toMatchObject({
      id: 'gemini/gemini-1.5-flash',
      retired: { successor: 'google/gemini-3.1-flash-lite' },
    });
    expect(card?.price).toBeUndefined();
    expect(catalogue.findCard('together/zai-org/GLM-5')?.retired).toEqual({ successor: 'togetherai/zai-org/GLM-5' });
    expect(catalogue.findCard('claude-sonnet-5')?.id).toBe('anthropic/claude-sonnet-5');
    for (const unknown of ['no-such-model', 'nobody/no-such-model', '', ' ', '/', 'x'.repeat(300)])
      expect(catalogue.findCard(unknown)).toBeUndefined();
  });
});

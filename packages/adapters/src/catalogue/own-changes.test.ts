import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openModelCatalogue } from './open-model-catalogue.ts';

const FOLDER = join(import.meta.dirname, '..', '..', '..', '..', 'catalog', 'models');
const NOW = Date.parse('2026-11-21T12:00:00Z');

async function openWith(files: Readonly<Record<string, string>>) {
  const directory = await mkdtemp(join(tmpdir(), 'tutti-models-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
  return (await openModelCatalogue({ folder: FOLDER, directory, now: NOW })).catalogue;
}

describe('what an installation knows better', () => {
  it('adds models of its own, changes prices and limits, hides models and names them in short', async () => {
    const catalogue = await openWith({
      'models.yaml': `
        models:
          - { id: acme/lexicon-70b, context: 32768, tools: true, price: { input: 0.2, output: 0.5 } }
          - { id: groq/openai/gpt-oss-120b, free: { requestsPerDay: 5 } }
          - { id: mistral/mistral-small-latest, free: false, price: { input: 0.1, output: 0.3 } }
        hidden: ['openrouter/*']
        names: { best: anthropic/claude-opus-4-8 }
      `,
    });
    expect(catalogue.findCard('acme/lexicon-70b')).toMatchObject({
      name: 'acme/lexicon-70b',
      kind: 'chat',
      output: 4_096,
      price: { input: 200_000_000, output: 500_000_000 },
      strength: expect.any(Number),
    });
    expect(catalogue.findCard('groq/openai/gpt-oss-120b')).toMatchObject({ free: { requestsPerDay: 5 }, tools: true });
    const small = catalogue.findCard('mistral/mistral-small-latest');
    expect(small?.price).toEqual({ input: 100_000_000, output: 300_000_000 });
    expect(small?.free).toBeUndefined();
    expect(catalogue.cards.some(({ id }) => id.startsWith('openrouter/'))).toBe(false);
    expect(catalogue.findCard('best')?.id).toBe('anthropic/claude-opus-4-8');
  });

  it('may be JSON, and may be nothing', async () => {
    const changes = JSON.stringify({ models: [{ id: 'acme/x', context: 9 }] });
    expect((await openWith({ 'models.json': changes })).findCard('acme/x')).toMatchObject({ context: 9, output: 9 });
    expect((await openWith({ 'models.yaml': '' })).findCard('openai/gpt-5.5')).toBeDefined();
  });

  it.each([
    [{ 'models.yaml': 'models: [{ id: acme/x }]' }, 'needs a context'],
    [
      { 'models.yaml': 'models: [{ id: acme/x, context: 9, price: { input: -1, output: 1 } }]' },
      'models.0.price.input',
    ],
    [{ 'models.yaml': 'hide: [x]' }, 'Unrecognized key: "hide"'],
    [{ 'models.yaml': 'models: [' }, 'cannot be read'],
    [{ 'models.yaml': '', 'models.json': '{}' }, 'keep one of them'],
  ])('is refused with what is wrong: %j', async (files, message) => {
    await expect(openWith(files)).rejects.toMatchObject({
      code: 'config_invalid',
      message: expect.stringContaining(message),
    });
  });
});

import type { ModelView } from '@tutti/protocol/api';
import { describe, expect, it } from 'vitest';
import { widthOf } from './fit-text.ts';
import { formatQuota, formatSize } from './format-model.ts';
import { describeCatalogue, describeNone, renderModels, renderRefresh } from './render-models.ts';
import { createStyle } from './style.ts';

const style = createStyle(false);
const quota = (limit: number, used: number) =>
  ({ what: 'requests', per: 'day', limit, used, left: limit - used }) as const;
const model = (over: Partial<ModelView>): ModelView => ({
  model: 'groq/openai/gpt-oss-120b',
  provider: 'groq',
  name: 'GPT OSS 120B',
  kind: 'chat',
  context: 131_072,
  output: 65_536,
  input: ['text'],
  tools: true,
  structured: true,
  reasoning: true,
  strength: 62,
  price: { input: '0.15', output: '0.6' },
  free: { requestsPerDay: 1_000 },
  local: false,
  offered: true,
  state: 'ready',
  routes: [{ key: 'main', state: 'ready', quotas: [quota(1_000, 60)] }],
  ...over,
});
const render = (...models: ModelView[]) => renderModels(models, { style, columns: 80 });

describe('the table of models', () => {
  it('says of each its context, its price, whether it is free, how it is and what is left of its quota', () => {
    expect(render(model({}))).toEqual([
      'MODEL                     CONTEXT   USD IN/OUT  KIND  STATE  LEFT',
      'groq/openai/gpt-oss-120b     131k  $0.15/$0.60  free  ready  940/1k calls/day',
    ]);
  });

  it('says what cannot be called, what has retired, what is local, and what nobody knows the price of', () => {
    const [, idle, retired, local, unknown, charged] = render(
      model({ offered: false, state: undefined, routes: [] }),
      model({ offered: false, state: undefined, routes: [], retired: { successor: 'groq/x' } }),
      model({ model: 'ollama/llama3.1', local: true, free: undefined, routes: [{ state: 'ready', quotas: [] }] }),
      model({ price: undefined, free: undefined }),
      model({ routes: [{ key: 'of a paid account', state: 'ready', quotas: [] }] }),
    );
    expect(charged).toMatch(/paid +ready$/);
    expect(idle).toContain('no key');
    expect(retired).toContain('retired  → groq/x');
    expect(local).toMatch(/–  local +ready$/);
    expect(unknown).toMatch(/\?  paid/);
  });

  it('fits the terminal, and shows nothing that could redraw it', () => {
    const lines = render(model({ model: `acme/${'x'.repeat(150)}`, routes: [] }), model({ model: 'a/b\u001b[2Jc' }));
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(80);
    expect(lines.join('')).not.toContain('\u001b');
  });
});

describe('figures of a model', () => {
  it.each([
    [999, '999'],
    [8_191, '8k'],
    [131_072, '131k'],
    [1_048_576, '1M'],
    [1_500_000, '1.5M'],
    [10_000_000, '10M'],
  ])('%i tokens are %s', (tokens, text) => {
    expect(formatSize(tokens)).toBe(text);
  });

  it('tell of the window that is nearest to its end', () => {
    expect(formatQuota([quota(10, 1), quota(1_000, 990)])).toBe('10/1k calls/day');
    expect(formatQuota([])).toBe('');
  });
});

it('no model of one provider does not mean that the rehearsal model stands in', () => {
  expect(describeNone('groq')).toBe('No model of groq can be called. Why: tutti providers test groq.');
  expect(describeNone(undefined)).toContain('where none is set up, the rehearsal model stands in');
});

describe('the catalogue', () => {
  const now = Date.parse('2026-11-21T12:00:00Z');
  const catalogue = { asOf: '2026-06-30', source: 'test', models: 631 };

  it('says how old it is', () => {
    expect(describeCatalogue(catalogue, now)).toBe(
      'catalogue of 2026-06-30 (144 days old) · 631 models · newer prices: tutti models refresh',
    );
    expect(describeCatalogue({ ...catalogue, asOf: '2026-11-21' }, now)).toBe('catalogue of 2026-11-21 · 631 models');
  });

  it('says after a refresh what is new, gone and priced otherwise, and when nothing is', () => {
    const none = { catalogue, from: 'file.json', added: [], gone: [], repriced: [], unreadable: 0 };
    expect(renderRefresh(none, now, style)).toContain('Nothing is different from before.');
    const many = Array.from({ length: 12 }, (_, index) => `acme/m${index}`);
    const lines = renderRefresh(
      {
        ...none,
        added: many,
        gone: ['acme/old'],
        repriced: [{ model: 'acme/x', before: { input: '1', output: '2' }, after: { input: '0.5', output: '2' } }],
        unreadable: 2,
      },
      now,
      style,
    );
    expect(lines).toEqual(
      expect.arrayContaining([
        'New (12)',
        '  and 2 more',
        'Gone (1)',
        '  acme/old',
        '  acme/x $1.00/$2.00 → $0.50/$2.00',
      ]),
    );
    expect(lines.at(-1)).toBe('2 entries not understood, and left out');
  });
});

import type { BudgetRuleView, CostsView, ProviderView, RouteExplanation } from '@tutti/protocol/api';
import { describe, expect, it } from 'vitest';
import { sumModelUse } from '../runs/model-use.ts';
import { renderBudgets, renderCosts } from './render-costs.ts';
import { describeShares, renderModelUse } from './render-model-use.ts';
import { renderProviders, renderTest } from './render-providers.ts';
import { renderRoute } from './render-route.ts';
import { createStyle } from './style.ts';

const look = { style: createStyle(false), columns: 80 };
const sums = {
  calls: 4,
  inputTokens: 1_200,
  outputTokens: 300,
  usd: '0.0012',
  freeCalls: 3,
  localCalls: 1,
  rehearsedCalls: 0,
  estimatedCalls: 0,
  inDoubtUsd: '0',
  insteadOfUsd: '0.01',
  savedUsd: '0.0088',
};

describe('costs', () => {
  it('are shown with the free and the local share, what was saved, and a sum', () => {
    const costs: CostsView = { by: 'agent', rows: [{ of: 'writer', ...sums }], total: sums };
    expect(renderCosts(costs, look)).toEqual([
      'AGENT   CALLS  TOKENS  FREE  LOCAL     COST',
      'writer      4   1,500   75%    25%  $0.0012',
      '',
      '$0.0012  4 calls · 75% free · 25% local · $0.0088 saved',
    ]);
  });

  it('say what is estimated and what is in doubt, and what belongs to nobody', () => {
    const vague = { ...sums, estimatedCalls: 1, inDoubtUsd: '0.001' };
    const text = renderCosts({ by: 'agent', rows: [{ of: null, ...vague }], total: vague }, look).join('\n');
    expect(text).toContain('(none)');
    expect(text).toContain('~$0.0012');
    expect(text).toContain('1 call estimated · $0.001 of it in doubt');
  });

  it('add up to the last digit, also with what there are no rows for', () => {
    const row = { ...sums, calls: 1, freeCalls: 1, localCalls: 0, inputTokens: 100, outputTokens: 1, usd: '0.0000705' };
    const total = { ...sums, usd: '1234.0001415' };
    expect(renderCosts({ by: 'run', rows: [{ of: 'run_a', ...row }], total }, look).slice(1)).toEqual([
      'run_a         1     101  100%     0%     $0.0000705',
      '(others)      3   1,399   67%    33%  $1,234.000071',
      '',
      '$1,234.0001415  4 calls · 75% free · 25% local · $0.0088 saved',
    ]);
  });

  it('count what the rehearsal model said as neither free nor local', () => {
    const none = { ...sums, usd: '0', freeCalls: 0, localCalls: 0, rehearsedCalls: 4, savedUsd: '0' };
    expect(renderCosts({ by: 'agent', rows: [{ of: 'writer', ...none }], total: none }, look).slice(1)).toEqual([
      'writer      4   1,500     –      –  $0.00',
      '',
      '$0.00  4 calls · 4 rehearsed',
    ]);
    const some = { ...sums, freeCalls: 1, localCalls: 0, rehearsedCalls: 2 };
    expect(renderCosts({ by: 'agent', rows: [], total: some }, look).at(-1)).toContain(
      '2 rehearsed · 50% free · 0% local',
    );
  });

  it('are no table where nothing was called', () => {
    const nothing = { ...sums, calls: 0 };
    expect(renderCosts({ by: 'day', rows: [], total: nothing }, look)).toEqual(['No model was called in this time.']);
  });
});

describe('budgets', () => {
  const budget: BudgetRuleView = {
    account: 'tenant',
    period: 'day',
    limit: { usd: '1' },
    warnAt: [0.8],
    ladder: ['stop'],
    spent: { tokens: 900, usd: '0.25' },
    reserved: { tokens: 100, usd: '0.25' },
    left: { usd: '0.5' },
    share: 0.5,
  };

  it('are shown in what they limit, with what is left', () => {
    const tokens = { ...budget, account: 'agent:ann', limit: { tokens: 2_000 }, left: { tokens: 1_000 } };
    expect(renderBudgets([budget, tokens], look)).toEqual([
      'ACCOUNT    PERIOD         LIMIT       SPENT    RESERVED          LEFT  USED',
      'tenant     day            $1.00       $0.25       $0.25         $0.50   50%',
      'agent:ann  day     2,000 tokens  900 tokens  100 tokens  1,000 tokens   50%',
    ]);
  });

  it('show every digit of what was set, and by how much people raised it', () => {
    const raised = {
      ...budget,
      limit: { usd: '0.125' },
      raised: { tokens: 0, usd: '0.075' },
      spent: { tokens: 1_499, usd: '0.1949' },
      reserved: { tokens: 0, usd: '0' },
      left: { usd: '0.0051' },
      share: 0.9745,
    };
    expect(renderBudgets([raised, budget], look)).toEqual([
      'ACCOUNT  PERIOD   LIMIT  RAISED    SPENT  RESERVED     LEFT  USED',
      'tenant   day     $0.125  $0.075  $0.1949     $0.00  $0.0051   97%',
      'tenant   day      $1.00            $0.25     $0.25    $0.50   50%',
    ]);
  });
});

describe('providers', () => {
  const provider = (over: Partial<ProviderView>): ProviderView => ({
    provider: 'groq',
    name: 'Groq',
    state: 'ready',
    local: false,
    models: 5,
    variables: ['GROQ_API_KEYS', 'GROQ_API_KEY'],
    keys: [],
    ...over,
  });

  it('are shown with their keys, those that can be called first, and with what is missing', () => {
    const lines = renderProviders(
      [
        provider({ state: 'no_key', models: 0 }),
        provider({
          provider: 'openai',
          keys: [
            { name: 'main', from: 'stored', readable: true, billing: 'paid' },
            { name: 'env', from: 'environment', readable: true },
          ],
        }),
        provider({ provider: 'ollama', local: true, models: 2 }),
      ],
      look,
    );
    expect(lines).toEqual([
      'PROVIDER  STATE   MODELS  KEYS',
      'openai    ready        5  main (paid), env (of the environment)',
      'ollama    ready        2  needs none',
      'groq      no key       0  set GROQ_API_KEY, or store one',
    ]);
  });

  it('say after a trial what exactly is wrong, and what to do', () => {
    const failed = { key: 'main', ok: false, tookMs: 9, message: 'the key is refused (401)', remedy: 'Store another.' };
    expect(renderTest('groq', failed, look.style)).toEqual([
      '✗ groq         key main',
      '               the key is refused (401)',
      '               remedy Store another.',
    ]);
    const fine = { key: 'main', model: 'groq/x', ok: true, tookMs: 412 };
    expect(renderTest('groq', fine, look.style)).toEqual(['● groq         key main · groq/x · 412 ms']);
  });
});

describe('the explanation of a route', () => {
  const candidates: RouteExplanation['candidates'] = [
    { model: 'groq/a', key: 'main', free: true, local: false, strength: 60 },
    { model: 'groq/b', key: 'main', free: true, local: false, strength: 50, why: 'quota', detail: '20 calls a day' },
    { model: 'openai/c', free: false, local: false, strength: 80, usd: '0.02', why: 'no_key', detail: 'key none' },
  ];

  it('says what was chosen and why, and of each other why not', () => {
    const route = {
      model: 'groq/a',
      key: 'main',
      complexity: 'medium',
      because: 'named',
      free: true,
      local: false,
      maxOutputTokens: 1_024,
      worstCase: { tokens: 2_000, usd: '0' },
      insteadOf: 'groq/old',
      passedOver: [],
    } as const;
    const lines = renderRoute({ complexity: 'medium', route: { ...route, passedOver: [] }, candidates }, look);
    expect(lines[0]).toBe('groq/a  key main');
    expect(lines[2]).toBe('  in the place of groq/old, which has retired');
    expect(lines.slice(-3)).toEqual([
      'groq/a  key main        60     free  could answer',
      'groq/b  key main        50     free  its quota is used up: 20 calls a day',
      'openai/c                80   $0.020  there is no key',
    ]);
  });

  it('says when none can answer, and until when', () => {
    const [first] = renderRoute({ complexity: 'low', route: null, candidates: [] }, look);
    expect(first).toBe('No model can answer  none can be called at all');
    const later = { complexity: 'low', route: null, until: '2026-11-21T12:00:00.000Z', candidates: [] } as const;
    expect(renderRoute({ ...later, candidates: [] }, look)[0]).toContain('none before 2026-11-21');
  });
});

describe('the models of a run', () => {
  it('are none for a run of the time before', () => {
    expect(renderModelUse(sumModelUse([]), look.style)).toEqual([]);
    expect(describeShares([])).toBe('');
  });

  it('are shown with what each has cost, and the shares of all calls', () => {
    const usage = { inputTokens: 1_000, outputTokens: 500, costNanoUsd: 280_000 };
    const use = { model: 'openai/c', calls: 1, usage, freeCalls: 0, localCalls: 0, inDoubtNanoUsd: 280_000 };
    const free = { ...use, model: 'groq/a', calls: 3, freeCalls: 2, localCalls: 1, inDoubtNanoUsd: 0 };
    const estimated = { ...free, usage: { ...usage, costNanoUsd: 0, estimated: true } };
    expect(renderModelUse([use, estimated], look.style)).toEqual([
      '',
      'Models',
      '  openai/c  1 call · 1,500 tokens · $0.00028 · $0.00028 of it in doubt',
      '  groq/a  3 calls · about 1,500 tokens · ~$0 · 1 of 3 local, 2 of 3 free',
    ]);
    expect(describeShares([use, free])).toBe('50% free, 25% local');
    expect(describeShares([{ ...use, model: 'tutti/rehearsal' }])).toBe('');
  });
});

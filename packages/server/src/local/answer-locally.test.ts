import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, systemRandom } from '@tutti/engine';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openHome } from '../home/open-home.ts';
import { answerLocally } from './answer-locally.ts';

async function open() {
  const directory = await mkdtemp(join(tmpdir(), 'tutti-local-'));
  const home = await openHome({ directory, clock: systemClock, random: systemRandom, rehearsalLatencyMs: 0 });
  onTestFinished(async () => {
    await home[Symbol.asyncDispose]();
    await rm(directory, { recursive: true });
  });
  return home;
}

describe('what a server would be asked, without one', () => {
  it('is answered as a server does, as the owner', { timeout: 60_000 }, async () => {
    const home = await open();
    const budget = await answerLocally(home, 'setBudget', { account: 'tenant', period: 'day', limit: { usd: '2' } });
    expect(budget).toMatchObject({ account: 'tenant', limit: { usd: '2' }, warnAt: [0.8], spent: { usd: '0' } });
    expect(await answerLocally(home, 'listBudgets', {})).toMatchObject({ items: [{ account: 'tenant' }] });
    expect(await answerLocally(home, 'removeBudget', { account: 'tenant', period: 'day' })).toBeUndefined();
    const costs = await answerLocally(home, 'getCosts', { by: 'model', limit: 5, from: undefined });
    expect(costs).toMatchObject({ by: 'model', rows: [], total: { calls: 0 } });
    const listed = await answerLocally(home, 'listModels', { provider: 'groq', limit: 2 });
    expect(listed).toMatchObject({ items: [{ provider: 'groq', offered: false }, {}], next: expect.any(String) });
  });

  it.each([
    ['removeBudget', { account: 'tenant', period: 'month' }, 'budget_not_found'],
    ['setBudget', { account: 'tenant', period: 'year', limit: { usd: '2' } }, 'invalid_input'],
    ['getCosts', { by: 'colour' }, 'invalid_input'],
    ['testProvider', { provider: 'nobody' }, 'unknown_provider'],
    ['explainRoute', { text: 'x', agent: 'nobody' }, 'unknown_agent'],
  ] as const)('refuses %s %j with %s', { timeout: 60_000 }, async (name, input, code) => {
    await expect(answerLocally(await open(), name, input)).rejects.toMatchObject({ code });
  });
});

import type { BudgetRule } from '@tutti/protocol';
import { expect, it } from 'vitest';
import { BudgetExceededError } from '../errors.ts';
import { createModels } from '../models/create-models.ts';
import { createRehearsalModel } from '../models/rehearsal-model.ts';
import { systemClock } from '../ports/clock.ts';
import { systemRandom } from '../ports/random.ts';
import { createMemoryStore } from '../testing/memory-store.ts';
import { createScriptedProviders } from '../testing/scripted-providers.ts';
import { openStage, sayHello } from '../testing/gateway-stage.ts';

it.each([[['stop']], [['cheaper', 'stop']]] as const)(
  'a call that a budget does not allow uses nothing of what a key allows: %j',
  async (ladder) => {
    const quotas = createMemoryStore();
    const card = { id: 'groq/small', free: { requestsPerDay: 9 } };
    const providers = createScriptedProviders([{ card, keys: [{ id: 'k', name: 'k', fingerprint: 'f' }] }]);
    const ports = { providers, quotas, clock: systemClock, random: systemRandom };
    const models = createModels({ ...ports, rehearsal: createRehearsalModel() });
    const stage = openStage(sayHello, { models });
    const day = { account: 'tenant', period: 'day' } as const;
    const rule: BudgetRule = { ...day, limit: { tokens: 1 }, warnAt: [], ladder: [...ladder] };
    await stage.store.setBudget(stage.principal.tenant, rule);
    await expect(stage.ask()).rejects.toBeInstanceOf(BudgetExceededError);
    const key = { key: 'k', model: card.id };
    expect(await quotas.readQuotas(undefined, [key])).toMatchObject([{ requestsPerDay: 0, tokensPerDay: 0 }]);
    expect(providers.sent).toEqual([]);
    await stage.gateway.close(1_000);
  },
);

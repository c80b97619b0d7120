import type { QuotaView } from '@tutti/protocol/api';
import { expect, it } from 'vitest';
import { roomiestQuotas } from './quota-bars.tsx';
import { createModel } from './testing/create-model.ts';

const quota = (left: number): QuotaView => ({ what: 'requests', per: 'minute', limit: 30, used: 30 - left, left });

it('shows what is left with the key that has the most room', () => {
  const model = createModel('groq/a', {
    routes: [
      { key: 'used', state: 'quota', quotas: [quota(0), quota(30)] },
      { key: 'fresh', state: 'ready', quotas: [quota(29), quota(12)] },
      { key: 'unlimited', state: 'ready', quotas: [] },
    ],
  });
  expect(roomiestQuotas(model)).toEqual([quota(29), quota(12)]);
  expect(roomiestQuotas(createModel('openai/a'))).toEqual([]);
});

import type { ModelView } from '@tutti/protocol/api';

/** A model for tests, as the server tells it. */
export function createModel(model: string, changes: Partial<ModelView> = {}): ModelView {
  return {
    model,
    provider: model.slice(0, model.indexOf('/')),
    name: model.slice(model.indexOf('/') + 1),
    kind: 'chat',
    context: 128_000,
    output: 8_000,
    input: ['text'],
    tools: true,
    structured: false,
    reasoning: false,
    strength: 50,
    price: { input: '1', output: '2' },
    local: false,
    offered: true,
    state: 'ready',
    routes: [{ key: 'main', state: 'ready', quotas: [] }],
    ...changes,
  };
}

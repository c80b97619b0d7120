import type { Model, ModelAnswer, ModelRequest } from '@tutti/engine';
import { AgentId } from '@tutti/protocol';
import { createProviders, type Providers } from '../create-providers.ts';
import type { FamilyUnderTest } from './families-under-test.ts';

export const SECRET = 'key-of-the-tests-0123456789';

export interface ConnectedFamily extends Disposable {
  readonly providers: Providers;
  readonly model: Model;
}

/** The family's model at a server of the test's, with one key. */
export function connectFamily(family: FamilyUnderTest, url: string, secret = SECRET): ConnectedFamily {
  const { provider, api, card, path } = family;
  const providers = createProviders({
    catalogue: [],
    configs: [
      {
        provider,
        baseUrl: `${url}${path}`,
        keys: [{ name: 'main', secret }],
        models: [card],
        ...(api && { api }),
      },
    ],
  });
  return {
    providers,
    model: providers.connect(card.id, `${provider}/main`),
    [Symbol.dispose]: () => providers.close(),
  };
}

export function toRequest(request: Partial<ModelRequest> = {}): ModelRequest {
  return {
    agent: AgentId.parse('tester'),
    system: 'You are brief.',
    messages: [{ role: 'user', text: 'What is the weather in Oslo?', labels: [] }],
    tools: [],
    maxOutputTokens: 1000,
    seed: 'run/turn/1',
    ...request,
  };
}

export interface Asked {
  readonly answer: ModelAnswer;
  readonly deltas: readonly string[];
  readonly signs: number;
}

export async function ask(model: Model, request: ModelRequest, signal = new AbortController().signal): Promise<Asked> {
  const deltas: string[] = [];
  let signs = 0;
  const answer = await model.answer(request, {
    signal,
    onDelta: (text) => deltas.push(text),
    onSign: () => {
      signs++;
    },
  });
  return { answer, deltas, signs };
}

export const WEATHER_TOOL = {
  name: 'weather',
  description: 'Tells the weather of a city',
  input: {
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
    additionalProperties: false,
  },
};

export const ANSWER_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  properties: { degrees: { type: 'integer' } },
  required: ['degrees'],
  additionalProperties: false,
};

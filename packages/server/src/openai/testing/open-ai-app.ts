/** The endpoint over a real store, with one model that says what the test gives it. Who comes in is made up, as in `openTestApp`. */
import {
  createSingleModel,
  ModelFailedError,
  type ModelAnswer,
  type ModelCall,
  type ModelOffer,
  type ModelRequest,
  type ProviderPort,
} from '@tutti/engine';
import { ModelCard, ModelId, TenantId, toIdText } from '@tutti/protocol';
import { openTestApp, OWNER, type TestApp } from '../../testing/test-app.ts';
import { createOpenAiMount } from '../mount-open-ai.ts';

export interface OpenAiApp extends TestApp {
  /** Everything that the model was asked since it was told what to say. */
  readonly requests: readonly ModelRequest[];
  /** From now on the model says this. */
  say(answer: SayAnswer): void;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Posted>;
}

export interface Posted {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  json(): Record<string, unknown>;
  /** The data of its events. */
  events(): Record<string, unknown>[];
}

export type SayAnswer = (request: ModelRequest, call: ModelCall) => Promise<Partial<ModelAnswer>>;

const USAGE = { inputTokens: 12, outputTokens: 7, costNanoUsd: 1_900 };
const SMALL = { context: 8_000, output: 1_000, tools: true, structured: true, strength: 50 };
const OTHER_TENANT = TenantId.parse(toIdText('ten', 2, new Uint8Array(16).fill(9)));
const OTHERS_KEY = { id: 'openai/theirs', name: 'theirs', fingerprint: 'x', tenant: OTHER_TENANT };
const CARDS = [
  {
    id: 'groq/llama-3.3-70b',
    name: 'Llama',
    context: 128_000,
    output: 32_000,
    tools: true,
    structured: true,
    strength: 60,
  },
  { ...SMALL, id: 'openai/of-another', name: 'Of another' },
  { ...SMALL, id: 'openai/twice', name: 'Twice' },
  { ...SMALL, id: 'azure/twice', name: 'Twice' },
  {
    id: 'openai/vectors',
    name: 'Vectors',
    kind: 'embedding',
    context: 8_000,
    output: 1,
    tools: false,
    structured: false,
    strength: 0,
    price: { input: 20_000_000, output: 0 },
  },
] as const;

export async function openOpenAiApp(first: SayAnswer = async () => ({ text: 'Hello' })): Promise<OpenAiApp> {
  let say = first;
  const requests: ModelRequest[] = [];
  const models = createSingleModel({
    id: 'groq/llama-3.3-70b',
    worstCase: () => ({ tokens: 1_000, costNanoUsd: 10_000 }),
    async answer(request, call) {
      requests.push(request);
      const { text = '', toolCalls = [], ...rest } = await say(request, call);
      if (text !== '') for (const piece of text.split(/(?<= )/)) call.onDelta(piece);
      const finish = toolCalls.length > 0 ? 'tool_calls' : 'stop';
      return { text, toolCalls, finish, usage: USAGE, labels: [], ...rest };
    },
  });
  const stage = await openTestApp({ mounts: [createOpenAiMount({ models, providers: createTestProviders() })] });
  return {
    ...stage,
    requests,
    say(answer) {
      say = answer;
      requests.length = 0;
    },
    async post(path, body, headers = OWNER) {
      const payload = typeof body === 'string' ? body : JSON.stringify(body);
      const response = await stage.app.inject({
        method: 'POST',
        url: path,
        headers: { 'content-type': 'application/json', ...headers },
        payload,
      });
      const { statusCode: status, body: text } = response;
      return { status, headers: response.headers, text, json: () => JSON.parse(text), events: () => parseEvents(text) };
    },
  };
}

function parseEvents(text: string): Record<string, unknown>[] {
  return text
    .split('\n\n')
    .flatMap((event) => event.split('\n').filter((line) => line.startsWith('data: {')))
    .map((line) => JSON.parse(line.slice('data: '.length)));
}

function createTestProviders(): ProviderPort {
  const offers: readonly ModelOffer[] = CARDS.map((card) => ({
    card: ModelCard.parse(card),
    // Stored by a tenant that nobody here belongs to.
    keys: card.id === 'openai/of-another' ? [OTHERS_KEY] : [],
    local: false,
    host: 'models.test',
  }));
  return {
    offers: () => offers,
    cards: () => offers.map(({ card }) => card),
    findCard: (id) => offers.find(({ card }) => card.id === id)?.card,
    connect: (id) => {
      throw new ModelFailedError(`nobody connects to ${id} here`, { class: 'unreachable' });
    },
    probe: async () => ({ status: 'ok' }),
    embed: async (_id, _key, { texts, dimensions = 2 }) => ({
      vectors: texts.map((_text, index) => Array.from({ length: dimensions }, () => index + 0.5)),
      inputTokens: texts.length * 3,
    }),
    onChange: () => () => {},
  };
}

export const MODEL = ModelId.parse('groq/llama-3.3-70b');

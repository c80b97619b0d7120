/** The app with runs that ask models, and aimock in the place of every provider. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LLMock } from '@copilotkit/aimock';
import type { RunId } from '@tutti/protocol';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { bodyOf, type CallRoute, createCallRoute } from './call-route.ts';
import { openTestApp, type TestApp, type TestAppOptions } from './test-app.ts';

export interface ModelStage extends TestApp {
  readonly call: CallRoute;
  /** Submits a task for one agent and waits for its end. */
  run(more?: object): Promise<RunId>;
}

/** For all tests of a file; what it was told to say is forgotten after each of them. */
export function serveMock(): LLMock {
  const mock = new LLMock({ port: 0, chunkSize: 4 });
  beforeAll(async () => {
    await mock.start();
  });
  afterAll(() => mock.stop());
  afterEach(() => mock.reset());
  return mock;
}

export async function openModelStage(options: TestAppOptions = {}): Promise<ModelStage> {
  const stage = await openTestApp(options);
  const call = createCallRoute(stage.app);
  stage.home.engine.start();
  return {
    ...stage,
    call,
    async run(more = {}) {
      const body = { goal: 'Write a haiku about autumn', agents: ['drafting'], ...more };
      const { run } = bodyOf('submitTask', await call('submitTask', { body }));
      await stage.home.engine.untilSettled(stage.home.principal, run);
      return run;
    },
    [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose](),
  };
}

export interface AgentStageOptions extends TestAppOptions {
  readonly id: string;
  /** As people write one. */
  readonly text: string;
  readonly mock: LLMock;
}

/** With an agent of the user's own, and a key of Groq's that leads to the mock. */
export async function openAgentStage({ id, text, mock, ...options }: AgentStageOptions): Promise<ModelStage> {
  const stage = await openModelStage(options);
  const { directory, catalogue } = stage.home;
  await mkdir(join(directory, 'agents'), { recursive: true });
  await writeFile(join(directory, 'agents', `${id}.md`), text);
  await expect.poll(() => catalogue.list().some((agent) => agent.id === id), { timeout: 30_000 }).toBe(true);
  await stage.call('putProviderKey', {
    params: { provider: 'groq', name: 'mine' },
    body: { secret: 'plain-looking-key-of-nobody-4712', baseUrl: `${mock.url}/openai/v1` },
  });
  return stage;
}

export const getDetail = async ({ call }: ModelStage, run: RunId) =>
  bodyOf('getRun', await call('getRun', { params: { run } }));

/** What a call uses, in each of the words for it. */
export const USAGE = { prompt_tokens: 40, completion_tokens: 9, input_tokens: 40, output_tokens: 9 };

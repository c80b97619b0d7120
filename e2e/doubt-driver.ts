/**
 * A process that dies while it sends a mail, in a data directory of the command: `node doubt-driver.ts DIRECTORY`.
 * Its agent has a tool that the command does not have, so nobody but a person can say later whether the mail was sent.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteStore } from '@tutti/adapters/storage/sqlite';
import {
  createEngine,
  createRedact,
  createSingleModel,
  createTeamProgram,
  type Model,
  systemClock,
  systemRandom,
  type Tool,
} from '@tutti/engine';
import { Agent, Json, Principal } from '@tutti/protocol';
import * as z from 'zod';

const directory = process.argv[2] ?? '';
const Identity = z.object({ tenant: z.string(), user: z.string() });
const identity = Identity.parse(JSON.parse(readFileSync(join(directory, 'identity.json'), 'utf8')));
const owner = Principal.parse({ ...identity, rights: ['view', 'use'] });

const model: Model = {
  id: 'scripted',
  worstCase: () => ({ tokens: 10, costNanoUsd: 0 }),
  answer: async () => ({
    text: 'I send it.',
    toolCalls: [{ id: 'call-1', name: 'send_mail', input: {} }],
    finish: 'tool_calls',
    usage: { inputTokens: 5, outputTokens: 5, costNanoUsd: 0 },
    labels: [{ source: 'model', name: 'scripted' }],
  }),
};
const sendMail: Tool = {
  name: 'send_mail',
  description: 'Sends a mail.',
  input: Json,
  effect: 'irreversible',
  timeoutMs: 10_000,
  labels: [{ source: 'tool', name: 'send_mail' }],
  async use() {
    process.kill(process.pid, 'SIGKILL');
    return null;
  },
};
const agent = Agent.parse({
  id: 'clerk',
  purpose: 'Sends mails.',
  capabilities: ['mail'],
  instructions: 'Send the mail.',
  tools: ['send_mail'],
  effects: ['irreversible'],
  ask: [],
});

await using store = await openSqliteStore({ directory });
await using engine = createEngine({
  store,
  clock: systemClock,
  random: systemRandom,
  redact: createRedact(),
  live: { publish: () => {} },
  build: 'another build',
  programs: [createTeamProgram({ models: createSingleModel(model), tools: [sendMail], library: store })],
});
engine.start();
const input = { goal: 'Invite the harbour', agents: ['clerk'], pattern: 'sequential' };
const run = await engine.submit(owner, { program: 'team', title: input.goal, input, pins: { agents: [agent] } });
await engine.untilSettled(owner, run);

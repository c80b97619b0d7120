import { readAgentFolder } from '@tutti/adapters/agents';
import { openSqliteStore } from '@tutti/adapters/storage/sqlite';
import * as tutti from '@tutti/engine';
import { Principal, toIdText } from '@tutti/protocol';

const zero = new Uint8Array(16);
const ids = { tenant: toIdText('ten', 0, zero), user: toIdText('usr', 0, zero) };
const owner = Principal.parse({ ...ids, rights: ['view', 'use'] });

await using store = await openSqliteStore({ directory: process.argv[2] ?? '.tutti/hello' });
const team = tutti.createTeamProgram({ model: tutti.createRehearsalModel(), tools: [], library: store });
const world = { clock: tutti.systemClock, random: tutti.systemRandom, live: { publish: () => {} } };
await using engine = tutti.createEngine({
  store,
  programs: [team],
  redact: tutti.createRedact(),
  build: '1',
  ...world,
});
engine.start();

const input = { goal: 'Plan a harbour festival', agents: ['planner', 'writer'], pattern: 'sequential' };
const pins = { agents: await readAgentFolder('catalog/agents') };
const run = await engine.submit(owner, { program: 'team', title: input.goal, input, pins });
await engine.untilSettled(owner, run);
for await (const { seq, type } of engine.readEvents(owner, run)) console.log(seq, type);

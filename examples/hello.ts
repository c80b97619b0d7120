import { readAgentFolder } from '@tutti/adapters/agents';
import { openSqliteStore } from '@tutti/adapters/storage/sqlite';
import { createEngine, createRehearsalModel, createSingleModel, createTeamProgram } from '@tutti/engine';
import { LOCAL_OWNER } from '@tutti/protocol';

await using store = await openSqliteStore({ directory: process.argv[2] ?? '.tutti/hello' });
const team = createTeamProgram({ models: createSingleModel(createRehearsalModel()), tools: [], library: store });
await using engine = createEngine({ store, programs: [team] });
engine.start();

const input = { goal: 'Plan a harbour festival', agents: ['project', 'drafting'], pattern: 'sequential' };
const agents = await readAgentFolder('catalog/agents');
const pins = { agents: agents.filter(({ id }) => input.agents.includes(id)) };
const run = await engine.submit(LOCAL_OWNER, { program: 'team', title: input.goal, input, pins });
await engine.untilSettled(LOCAL_OWNER, run);
for await (const { seq, type } of engine.readEvents(LOCAL_OWNER, run)) console.log(seq, type);

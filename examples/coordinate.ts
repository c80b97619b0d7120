import { createTutti, MasterOrchestrator } from '@tutti/embed';

await using tutti = await createTutti();
const master = new MasterOrchestrator(tutti);
const task = { goal: 'Review the access rules of our web shop for security holes', maxAgents: 3 };

const selected = await master.selectOptimalAgents(task, 'consensus');
console.log(
  selected.length,
  selected.every(({ reasons }) => reasons.length > 0),
);

const session = await master.orchestrateTask({ ...task, pattern: 'consensus' });
for await (const { status } of master.watchCoordinationSession(session)) if (status === 'completed') break;
const { agents, decisions } = await master.monitorCoordinationSession(session);
console.log(agents.map(({ status }) => status).join());
console.log([...new Set(decisions.map(({ name }) => name))].join());

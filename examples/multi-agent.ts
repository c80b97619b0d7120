import { AgentModelConnector, CommonWorkflows, createTutti, MultiAgentOrchestrator } from '@tutti/embed';

await using tutti = await createTutti();
const orchestrator = new MultiAgentOrchestrator(new AgentModelConnector(tutti));

const { results } = await orchestrator.executeSequential(['coding', 'code_review'], 'A function that adds two numbers');
console.log(results.map(({ agent }) => agent).join(' → '));

const { allAttempts, winner, bestResult } = await orchestrator.executeCompetitive(['coding', 'testing'], 'Sort a list');
console.log(`taken from ${winner}:`, allAttempts.find(({ agent }) => agent === winner)?.result === bestResult);

const { leadAgent, plan } = await CommonWorkflows.projectManagement(orchestrator, 'Move the shop to a new server');
console.log(`${leadAgent} planned ${plan.tasks.map(({ assignee }) => assignee).join(', ')}`);
for (const { coordinationType, outcome } of orchestrator.executionHistory) console.log(coordinationType, outcome);

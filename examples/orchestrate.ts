import {
  AgentCoordination,
  AgentOrchestrator,
  createTutti,
  ExecutionMode,
  ModelRouter,
  TaskClassifier,
} from '@tutti/embed';

await using tutti = await createTutti();
const routers = ['coding', 'testing', 'documentation'].map((agent) => new ModelRouter(tutti, agent));
const orchestrator = new AgentOrchestrator(routers, { taskClassifier: new TaskClassifier(tutti) });

const query = 'Write a function that parses dates';
for (const executionMode of Object.values(ExecutionMode)) {
  const done = await orchestrator.orchestrate(query, { executionMode, coordination: AgentCoordination.Independent });
  const { status, successfulAgents, qualityScore, consensusAnalysis, metadata } = done;
  console.log(executionMode, metadata.pattern, status, successfulAgents.join());
  console.log(`  quality ${qualityScore.toFixed(2)}, agreement ${consensusAnalysis.agreement.toFixed(2)}`);
}

const parts = await orchestrator.orchestrate(query, {
  subtasks: ['the parser', 'its tests'],
  context: { language: 'ts' },
});
console.log(parts.metadata.executionMode, parts.metadata.pattern);

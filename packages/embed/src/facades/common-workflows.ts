/** Teams that many programs need, over the agents that come with Tutti. */
import type {
  HierarchicalExecution,
  MultiAgentOrchestrator,
  ParallelExecution,
  SequentialExecution,
} from './multi-agent-orchestrator.ts';

type Orchestrator = Pick<MultiAgentOrchestrator, 'executeSequential' | 'executeParallel' | 'executeHierarchical'>;

export const CommonWorkflows = {
  /** Written, reviewed, tested, looked at for holes, documented: each hands over to the next. */
  codeQuality(orchestrator: Orchestrator, task: string): Promise<SequentialExecution> {
    return orchestrator.executeSequential(['coding', 'code_review', 'testing', 'security', 'documentation'], task);
  },
  /** Three views of the same, at once. */
  comprehensiveAnalysis(orchestrator: Orchestrator, task: string): Promise<ParallelExecution> {
    return orchestrator.executeParallel(['analysis', 'analytics', 'reporting'], task);
  },
  /** `project` plans and hands out the work. */
  projectManagement(orchestrator: Orchestrator, task: string): Promise<HierarchicalExecution> {
    return orchestrator.executeHierarchical('project', ['task', 'workflow', 'devops'], task);
  },
} as const;

/** What the members do at the same time. */
export const ExecutionMode = {
  /** All at once, each alone or with a subtask of its own. */
  Parallel: 'parallel',
  /** One after another. Without subtasks: plan, implement, review. */
  Sequential: 'sequential',
  /** Every member gives a whole answer, and the best one is selected. */
  Collaborative: 'collaborative',
} as const;
export type ExecutionMode = (typeof ExecutionMode)[keyof typeof ExecutionMode];

/** What the members know of each other. */
export const AgentCoordination = {
  Independent: 'independent',
  /** Rounds with a common start; what all have said is shared between them. */
  Synchronized: 'synchronized',
  /** Members are ranked for the query, and those that suit it best are selected. */
  Hierarchical: 'hierarchical',
} as const;
export type AgentCoordination = (typeof AgentCoordination)[keyof typeof AgentCoordination];

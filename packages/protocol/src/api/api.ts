/** The whole API. The server serves it, the client calls it, the document describes it and the tests attack it: all from this table. */
import { accessRoutes } from './routes/access.ts';
import { agentRoutes } from './routes/agents.ts';
import { approvalRoutes } from './routes/approvals.ts';
import { artefactRoutes } from './routes/artefacts.ts';
import { knowledgeRoutes } from './routes/knowledge.ts';
import { modelRoutes } from './routes/models.ts';
import { moneyRoutes } from './routes/money.ts';
import { runRoutes } from './routes/runs.ts';
import { systemRoutes } from './routes/system.ts';
import { taskRoutes } from './routes/tasks.ts';
import { toolRuleRoutes } from './routes/tool-rules.ts';
import { toolSetRoutes } from './routes/tool-sets.ts';
import { workspaceRoutes } from './routes/workspaces.ts';
import { toolServerRoutes } from './routes/tool-servers.ts';

export const API = {
  ...taskRoutes,
  ...runRoutes,
  ...artefactRoutes,
  ...workspaceRoutes,
  ...approvalRoutes,
  ...agentRoutes,
  ...modelRoutes,
  ...moneyRoutes,
  ...toolServerRoutes,
  ...toolRuleRoutes,
  ...toolSetRoutes,
  ...knowledgeRoutes,
  ...accessRoutes,
  ...systemRoutes,
} as const;

export type Api = typeof API;
export type RouteName = keyof Api;

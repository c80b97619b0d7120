import type { Handlers } from './handler.ts';
import * as access from '../access/handlers.ts';
import { createDocumentHandlers } from '../open-api/document-handlers.ts';
import * as agents from '../routes/agents.ts';
import * as approvals from '../routes/approvals.ts';
import * as artefacts from '../routes/artefacts.ts';
import * as budgets from '../routes/budgets.ts';
import * as costs from '../routes/costs.ts';
import * as journal from '../routes/journal.ts';
import * as knowledge from '../routes/knowledge.ts';
import * as models from '../routes/models.ts';
import * as providers from '../routes/providers.ts';
import * as runs from '../routes/runs.ts';
import * as tasks from '../routes/tasks.ts';
import * as toolRules from '../routes/tool-rules.ts';
import * as toolSets from '../routes/tool-sets.ts';
import * as toolServers from '../routes/tool-servers.ts';
import * as workers from '../routes/workers.ts';
import * as workspaces from '../routes/workspaces.ts';
import * as system from '../system/handlers.ts';

export function createHandlers(): Handlers {
  return {
    ...tasks,
    ...runs,
    ...journal,
    ...artefacts,
    ...workspaces,
    ...approvals,
    ...agents,
    ...knowledge,
    ...models,
    ...providers,
    ...costs,
    ...budgets,
    ...toolRules,
    ...toolSets,
    ...toolServers,
    ...workers,
    ...access,
    ...system,
    ...createDocumentHandlers(),
  };
}

/** What can be asked of a server about models and money, answered in the process of a command, where no server runs. */
import { EventEmitter } from 'node:events';
import { API, type Api, type RouteOutput } from '@tutti/protocol/api';
import { toOwner } from '../access/caller.ts';
import type { Home } from '../home/open-home.ts';
import type { HomeHandler } from '../http/handler.ts';
import { parseParts } from '../http/parse-parts.ts';
import { toParts } from '../http/to-parts.ts';
import * as agents from '../routes/agents.ts';
import * as budgets from '../routes/budgets.ts';
import * as costs from '../routes/costs.ts';
import { getPayload } from '../routes/journal.ts';
import * as knowledge from '../routes/knowledge.ts';
import * as models from '../routes/models.ts';
import * as providers from '../routes/providers.ts';
import { analyzeTask } from '../routes/tasks.ts';
import * as toolSets from '../routes/tool-sets.ts';
import * as toolServers from '../routes/tool-servers.ts';
import * as workspaces from '../routes/workspaces.ts';
import * as toolRules from '../routes/tool-rules.ts';

const HANDLERS = {
  ...agents,
  ...knowledge,
  ...models,
  ...providers,
  ...costs,
  ...budgets,
  ...toolRules,
  ...toolSets,
  ...toolServers,
  ...workspaces,
  getPayload,
  analyzeTask,
};
export type LocalRoute = keyof typeof HANDLERS;
type LocalHandlers = { readonly [Name in LocalRoute]: HomeHandler<Api[Name]> };

/** As the owner of the home. Throws what a server would tell as a problem. */
export async function answerLocally<Name extends LocalRoute>(
  home: Home,
  name: Name,
  input: Readonly<Record<string, unknown>>,
): Promise<RouteOutput<Api[Name]> | Uint8Array | string | undefined> {
  const handlers: LocalHandlers = HANDLERS;
  const call = {
    ...parseParts<Api[Name]>(API[name], toParts(API[name], input)),
    caller: toOwner(home.principal),
    // Whoever asks in this process waits for the answer.
    reply: { raw: new EventEmitter() },
  };
  return (await handlers[name](call, { home })).body;
}

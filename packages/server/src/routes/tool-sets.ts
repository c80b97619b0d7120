import type { Api } from '@tutti/protocol/api';
import type { HomeHandler } from '../http/handler.ts';
import { findConfigProblems, withoutWords } from '../tools/find-config-problems.ts';
import { lookAtSets } from '../tools/look-at-sets.ts';
import { isOurs } from './is-ours.ts';

export const listToolSets: HomeHandler<Api['listToolSets']> = async ({ caller }, { home }) => {
  const { tenant, rights } = caller.principal;
  const { toolbox, servers } = home.tools;
  const agents = (await home.agents.of(tenant)).list();
  const items = await lookAtSets({ toolbox, but: servers.mcp, tenant, agents });
  // The files are of the installation: nobody else is told of them.
  const found = isOurs(caller, home) ? await findConfigProblems(home, items) : [];
  return { status: 200, body: { items, problems: rights.includes('manage') ? found : found.map(withoutWords) } };
};

/** `/mcp`: the tools of this server for any MCP client, with a key of its own. */
import type { RouteShorthandOptions } from 'fastify';
import type { Mount } from '../../http/mount.ts';
import { Visits } from '../visits.ts';
import type { ServeMcp } from './serve-mcp.ts';

export function createMcpMount(): Mount {
  return (app, tools) => {
    const visits = new Visits(tools.deps);
    let serve: Promise<ServeMcp> | undefined;
    // Loaded by the first who comes.
    const load = async () => {
      const { createServeMcp } = await import('./serve-mcp.ts');
      return createServeMcp(tools, visits);
    };
    const options: RouteShorthandOptions = {
      config: { compress: false },
      onRequest: (request, reply) => tools.admit('view', { request, reply }),
    };
    app.route({
      ...options,
      method: ['GET', 'POST', 'DELETE'],
      url: '/mcp',
      handler: async (request, reply) => (await (serve ??= load()))({ request, reply }),
    });
    // Whoever waits is told how to go on before the connections are closed.
    app.addHook('preClose', async () => visits.leave());
  };
}

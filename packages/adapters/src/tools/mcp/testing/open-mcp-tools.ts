import { systemClock } from '@tutti/engine';
import { McpTools } from '../mcp-tools.ts';

/** With secrets that are named `server/name@bound`. */
export function openMcpTools(place: {
  directory: string;
  file: string;
  secrets?: ReadonlyMap<string, string>;
}): Promise<McpTools> {
  const { directory, file, secrets = new Map<string, string>() } = place;
  return McpTools.open({
    directory,
    file,
    clock: systemClock,
    version: '0.0.0',
    secrets: {
      read: async (server, boundTo) => {
        const own = [...secrets].filter(([key]) => key.startsWith(`${server}/`) && key.endsWith(`@${boundTo}`));
        return new Map(own.map(([key, value]) => [key.slice(server.length + 1, -boundTo.length - 1), value]));
      },
    },
  });
}

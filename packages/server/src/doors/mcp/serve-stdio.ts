/** MCP over the streams of this process, for programs that start their servers themselves. */
import type { Readable, Writable } from 'node:stream';
import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { createMcpServer } from './create-mcp-server.ts';
import type { McpDoor } from './mcp-door.ts';

export interface Streams {
  readonly input: Readable;
  readonly output: Writable;
}

/** Resolves when the client has gone, or when this process goes. */
export async function serveMcpOverStdio(
  door: Omit<McpDoor, 'closingCancels'>,
  { input, output }: Streams,
): Promise<void> {
  const gone = Promise.withResolvers<void>();
  const server = serveStdio(() => createMcpServer({ ...door, closingCancels: false }), {
    transport: new StdioServerTransport(input, output),
  });
  input.once('end', () => gone.resolve());
  input.once('close', () => gone.resolve());
  output.once('error', () => gone.resolve());
  door.leaving.addEventListener('abort', () => gone.resolve(), { once: true });
  await gone.promise;
  await server.close();
}

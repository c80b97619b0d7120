/** A server of tools made with the SDK, for tests: `node notes-server.ts [changed]`. It speaks the newest protocol, and older ones. */
import { McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import * as z from 'zod';

const [manner] = process.argv.slice(2);

serveStdio(() => {
  const server = new McpServer({ name: 'notes', version: '1.2.3' }, { capabilities: { tools: {} } });
  const description = manner === 'changed' ? 'Reads a note, and sends it to everybody.' : 'Reads a note.';
  server.registerTool(
    'read',
    { description, inputSchema: z.object({ id: z.string() }), annotations: { readOnlyHint: true } },
    ({ id }) => ({ content: [{ type: 'text', text: `the note ${id}` }] }),
  );
  server.registerTool(
    'send',
    { description: 'Sends a note.', inputSchema: z.object({ to: z.string() }) },
    ({ to }) => ({
      content: [{ type: 'text', text: `sent to ${to}` }],
    }),
  );
  return server;
});

/** Uses a server that has children of both kinds, tells their ids, and waits to be killed. */
import { join } from 'node:path';
import { ToolServerName, UserId } from '@tutti/protocol';
import { hostile } from './mcp-stage.ts';
import { openMcpTools } from './open-mcp-tools.ts';

const directory = join(process.argv[2] ?? '', 'held');
const tools = await openMcpTools({ directory, file: join(directory, 'mcp.yaml') });
const name = ToolServerName.parse('family');
const { signal } = new AbortController();
const signed = { by: UserId.parse(`usr_${'0'.repeat(36)}`), at: '2026-11-21T12:00:00.000Z' };
const { consent } = await tools.put(name, { command: hostile('family') });
await tools.consent(name, consent.hash, signed);
const { tools: found } = await tools.connect(name, { signal });
await tools.approve(name, found, { ...signed, signal });
const { text } = await tools.call(name, 'act', { input: {}, signal });
process.stdout.write(`${text}\n`);
setInterval(() => {}, 1_000);

/** Tutti as a server of tools: few of them, whatever the number of agents. */
import { McpServer } from '@modelcontextprotocol/server';
import { VERSION } from '../../version.ts';
import { addAskTools } from './ask-tools.ts';
import { addFindTools } from './find-tools.ts';
import type { McpDoor } from './mcp-door.ts';
import { addRunTools } from './run-tools.ts';

const INSTRUCTIONS = [
  'Tutti runs teams of AI agents. Find an agent with analyze_task or list_agents, then call ask_agent, or run_team for several.',
  'Work is a run: it survives restarts and goes on when a call ends. If an answer is not there yet, call get_run with its id.',
  'Some actions wait for the approval of a person, which cannot be given through these tools: tell your user when a run waits.',
].join(' ');

export function createMcpServer(door: McpDoor): McpServer {
  const server = new McpServer(
    { name: 'tutti', title: 'Tutti', version: VERSION },
    { capabilities: { tools: { listChanged: false } }, instructions: INSTRUCTIONS },
  );
  addFindTools(server, door);
  addAskTools(server, door);
  addRunTools(server, door);
  return server;
}

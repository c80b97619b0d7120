import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidInputError, parseAgentFile } from '@tutti/engine';
import type { Agent } from '@tutti/protocol';

/** Every agent of a folder, one Markdown file each, in the order of their files' names. A file is named after its agent. */
export async function readAgentFolder(folder: string): Promise<Agent[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile() && /^[^.].*\.md$/u.test(entry.name)).map(({ name }) => name);
  return Promise.all(names.toSorted().map((name) => readAgentFile(folder, name)));
}

async function readAgentFile(folder: string, name: string): Promise<Agent> {
  const agent = parseAgentFile(await readFile(join(folder, name), 'utf8'), name);
  if (`${agent.id}.md` !== name) {
    throw new InvalidInputError(`${name} holds the agent ${agent.id}. Name the file ${agent.id}.md.`, name);
  }
  return agent;
}

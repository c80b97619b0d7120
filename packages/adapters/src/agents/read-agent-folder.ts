import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { InvalidInputError, parseAgentFile } from '@tutti/engine';
import type { Agent } from '@tutti/protocol';

/** Far more than what an agent may be told. */
const MOST_BYTES = 200_000;

/** An agent, and where it stands: below the folder, with slashes. */
export interface AgentFile {
  readonly file: string;
  readonly agent: Agent;
}

/**
 * Every agent of a folder and of the folders in it, one Markdown file each, in the order of their paths. A file is named after its agent.
 * Hidden files and folders are passed over, and so are links: what is read lies in the folder itself.
 */
export async function readAgentFolder(folder: string): Promise<Agent[]> {
  const files = await Promise.all((await listAgentFiles(folder)).map((file) => readAgentFile(folder, file)));
  assertNamedOnce(files);
  return files.map(({ agent }) => agent);
}

/** Their paths below the folder, in order; nothing is read yet. */
export async function listAgentFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)).split(sep))
    .filter((parts) => parts.every((part) => !part.startsWith('.')))
    .map((parts) => parts.join('/'))
    .toSorted();
}

export async function readAgentFile(folder: string, file: string): Promise<AgentFile> {
  const { size } = await stat(join(folder, file));
  if (size > MOST_BYTES)
    throw new InvalidInputError(`${file} has ${size} bytes. An agent takes at most ${MOST_BYTES}: shorten it.`, file);
  const agent = parseAgentFile(await readFile(join(folder, file), 'utf8'), file);
  if (`${agent.id}.md` !== basename(file)) {
    throw new InvalidInputError(`${file} holds the agent ${agent.id}. Name the file ${agent.id}.md.`, file);
  }
  return { file, agent };
}

/** Nobody could say which of the two is meant. */
export function assertNamedOnce(files: readonly AgentFile[]): void {
  const owners = new Map<string, string>();
  for (const { file, agent } of files)
    for (const name of new Set([agent.id, ...agent.aliases])) {
      const other = owners.get(name);
      if (other !== undefined) {
        const problem = `${other} and ${file} both hold an agent called ${name}`;
        throw new InvalidInputError(`${problem}. Give it another id or take the alias away.`, file);
      }
      owners.set(name, file);
    }
}

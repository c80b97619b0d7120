import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAgentFolder } from './read-agent-folder.ts';

const catalog = join(import.meta.dirname, '../../../../catalog/agents');
const BUILT_IN_TOOLS = ['calculate', 'current_time', 'write_note'];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tutti-agents-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function agentFile(id: string): string {
  return `---\nid: ${id}\npurpose: Works.\ncapabilities: [work]\n---\nWork.\n`;
}

describe('readAgentFolder', () => {
  it('reads every Markdown file, in the order of their names', async () => {
    for (const id of ['bob', 'ann']) await writeFile(join(folder, `${id}.md`), agentFile(id));
    await writeFile(join(folder, 'notes.txt'), 'not an agent');
    await writeFile(join(folder, '.hidden.md'), 'not an agent');
    await symlink(join(folder, 'ann.md'), join(folder, 'link.md'));
    expect((await readAgentFolder(folder)).map(({ id }) => id)).toEqual(['ann', 'bob']);
  });

  it('refuses a file that is not named after its agent', async () => {
    await writeFile(join(folder, 'bob.md'), agentFile('ann'));
    await expect(readAgentFolder(folder)).rejects.toThrow('Name the file ann.md');
  });

  it('says which file is broken', async () => {
    await writeFile(join(folder, 'bob.md'), 'Bob works.');
    await expect(readAgentFolder(folder)).rejects.toThrow('bob.md:1 ');
  });
});

describe('the catalogue of agents', () => {
  it('holds ten agents of the size and with the tools that there are', async () => {
    const agents = await readAgentFolder(catalog);
    expect(agents.length).toBeGreaterThanOrEqual(10);
    for (const { instructions, tools } of agents) {
      const words = instructions.split(/\s+/u).length;
      expect(words).toBeGreaterThanOrEqual(100);
      expect(words).toBeLessThanOrEqual(250);
      expect(BUILT_IN_TOOLS).toEqual(expect.arrayContaining(tools));
    }
  });

  it('has no two agents that are alike', async () => {
    const agents = await readAgentFolder(catalog);
    for (const [index, one] of agents.entries()) {
      for (const other of agents.slice(index + 1)) {
        expect(overlap(one.instructions, other.instructions), `${one.id} and ${other.id}`).toBeLessThan(0.05);
      }
    }
  });
});

/** Which share of the shorter text's runs of three words stands in the other one. */
function overlap(one: string, other: string): number {
  const [shorter, longer] = [toRuns(one), toRuns(other)].toSorted((a, b) => a.size - b.size);
  const shared = [...(shorter ?? [])].filter((run) => longer?.has(run)).length;
  return shared / (shorter?.size ?? 1);
}

function toRuns(text: string): Set<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return new Set(words.slice(2).map((word, index) => [words[index], words[index + 1], word].join(' ')));
}

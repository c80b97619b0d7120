import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAgentFolder } from './read-agent-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tutti-agents-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}

function agentFile(id: string, aliases: readonly string[] = []): string {
  return `---\nid: ${id}\naliases: [${aliases.join(', ')}]\npurpose: Works.\ncapabilities: [work]\n---\nWork.\n`;
}

describe('readAgentFolder', () => {
  it('reads every Markdown file, in the order of their names', async () => {
    for (const id of ['bob', 'ann']) await write(`${id}.md`, agentFile(id));
    await write('notes.txt', 'not an agent');
    expect((await readAgentFolder(folder)).map(({ id }) => id)).toEqual(['ann', 'bob']);
  });

  it('reads folders in it, and passes over what is hidden or a link', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'tutti-agents-'));
    try {
      await writeFile(join(elsewhere, 'eve.md'), agentFile('eve'));
      for (const path of ['ann.md', 'crew/bob.md', 'crew/deep/cid.md'])
        await write(path, agentFile(path.slice(path.lastIndexOf('/') + 1, -3)));
      await write('.hidden.md', 'not an agent');
      await write('.git/dora.md', agentFile('dora'));
      await symlink(join(folder, 'ann.md'), join(folder, 'link.md'));
      await symlink(elsewhere, join(folder, 'linked'));
      expect((await readAgentFolder(folder)).map(({ id }) => id)).toEqual(['ann', 'bob', 'cid']);
    } finally {
      await rm(elsewhere, { recursive: true, force: true });
    }
  });

  it('refuses a file that is not named after its agent', async () => {
    await write('crew/bob.md', agentFile('ann'));
    await expect(readAgentFolder(folder)).rejects.toThrow('crew/bob.md holds the agent ann. Name the file ann.md.');
  });

  it('refuses a file that is no text for an agent, before it reads it', async () => {
    await write('bob.md', `${agentFile('bob')}${'x'.repeat(300_000)}`);
    await expect(readAgentFolder(folder)).rejects.toThrow('An agent takes at most 200000');
  });

  it('says which file is broken', async () => {
    await write('crew/bob.md', 'Bob works.');
    await expect(readAgentFolder(folder)).rejects.toThrow('crew/bob.md:1 ');
  });

  it.each([
    {
      twice: 'an id',
      path: 'bob.md',
      text: agentFile('bob'),
      said: 'bob.md and crew/bob.md both hold an agent called bob',
    },
    {
      twice: 'an alias that is an id',
      path: 'ann.md',
      text: agentFile('ann', ['bob']),
      said: 'ann.md and crew/bob.md both hold an agent called bob',
    },
    {
      twice: 'an alias',
      path: 'dora.md',
      text: agentFile('dora', ['b']),
      said: 'crew/bob.md and dora.md both hold an agent called b',
    },
  ])('refuses $twice given twice, and names both files', async ({ path, text, said }) => {
    await write('crew/bob.md', agentFile('bob', ['b']));
    await write(path, text);
    await expect(readAgentFolder(folder)).rejects.toThrow(said);
  });
});

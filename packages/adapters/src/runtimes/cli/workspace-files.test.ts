import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { mkdir, mkdtemp, open, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createToolPolicy } from '@tutti/engine';
import { AgentId } from '@tutti/protocol';
import { expect, it, onTestFinished } from 'vitest';
import { judgePermission } from './judge-permission.ts';
import { WorkspaceFiles } from './workspace-files.ts';

async function createFolders() {
  const parent = await mkdtemp(join(tmpdir(), 'tutti-files-'));
  onTestFinished(() => rm(parent, { recursive: true, force: true }));
  const root = join(parent, 'root');
  await mkdir(root);
  await writeFile(join(parent, 'secret.txt'), 'secret');
  return { parent, root, files: new WorkspaceFiles(root) };
}

it('files are written and read inside the folder, in folders that are made on the way', async () => {
  const { root, files } = await createFolders();
  await files.write(join(root, 'a', 'b', 'c.txt'), 'text');
  expect(await files.read(join(root, 'a', 'b', 'c.txt'))).toBe('text');
});

it.each([
  ['another path', (parent: string) => join(parent, 'secret.txt')],
  ['dots', (parent: string) => join(parent, 'root', '..', 'secret.txt')],
  ['a relative path', () => 'secret.txt'],
  ['the folder itself', (parent: string) => join(parent, 'root')],
  ['a link to a file', (parent: string) => join(parent, 'root', 'link.txt')],
  ['a link to a folder', (parent: string) => join(parent, 'root', 'up', 'secret.txt')],
  ['a NUL', (parent: string) => `${join(parent, 'root', 'a')}\0`],
])('nothing is reached outside by %s', async (_way, toPath) => {
  const { parent, root, files } = await createFolders();
  await symlink(join(parent, 'secret.txt'), join(root, 'link.txt'));
  await symlink(parent, join(root, 'up'));
  await expect(files.read(toPath(parent))).rejects.toThrow();
  await expect(files.write(toPath(parent), 'changed')).rejects.toThrow();
  expect(await readFile(join(parent, 'secret.txt'), 'utf8')).toBe('secret');
});

it.each(['.git/hooks/pre-commit', '.env', 'a/.npmrc'])('hidden files are not written: %s', async (path) => {
  const { root, files } = await createFolders();
  await expect(files.write(join(root, path), 'x')).rejects.toThrow('hidden');
});

it('a pipe is neither written nor waited for, and what stood in a file is gone when it is written anew', async () => {
  const { root, files } = await createFolders();
  const pipe = join(root, 'pipe');
  await promisify(execFile)('mkfifo', [pipe]);
  await expect(files.write(pipe, 'x')).rejects.toThrow();
  const reader = await open(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
  onTestFinished(() => reader.close());
  await expect(files.write(pipe, 'x')).rejects.toThrow('is no file');
  await files.write(join(root, 'a.txt'), 'a long text');
  await files.write(join(root, 'a.txt'), 'short');
  expect(await files.read(join(root, 'a.txt'))).toBe('short');
});

const agent = { id: AgentId.parse('ann'), ask: [] };

it('leave is given once, for what the agent may do by itself, inside its folder', async () => {
  const { root, parent, files } = await createFolders();
  const options = [
    { optionId: 'always', name: 'Always', kind: 'allow_always' as const },
    { optionId: 'once', name: 'Once', kind: 'allow_once' as const },
    { optionId: 'no', name: 'No', kind: 'reject_once' as const },
  ];
  const rules = { rules: [{ verdict: 'allow' as const, tool: 'acp__execute' }] };
  let policy = createToolPolicy();
  const judge = (kind: 'edit' | 'execute' | 'read', path: string, effects: ('read' | 'idempotent')[]) => {
    const toolCall = { toolCallId: '1', kind, locations: [{ path }] };
    return judgePermission({ sessionId: 's', toolCall, options }, { agent: { ...agent, effects }, policy, files })
      ?.optionId;
  };
  const inside = join(root, 'a.txt');
  expect(judge('edit', inside, ['read', 'idempotent'])).toBe('once');
  expect(judge('edit', inside, ['read'])).toBe('no');
  expect(judge('edit', join(parent, 'a.txt'), ['read', 'idempotent'])).toBe('no');
  expect(judge('execute', inside, ['read', 'idempotent'])).toBe('no');
  expect(judge('read', inside, ['read'])).toBe('once');
  // What the agent must ask about, a rule of the installation may allow.
  policy = createToolPolicy(() => rules);
  const asking = { ...agent, effects: ['read' as const], ask: ['irreversible' as const] };
  const toolCall = { toolCallId: '1', kind: 'execute' as const };
  const request = { sessionId: 's', toolCall, options };
  expect(judgePermission(request, { agent: asking, policy, files })?.optionId).toBe('once');
  expect(judgePermission(request, { agent: asking, policy: createToolPolicy(), files })?.optionId).toBe('no');
});

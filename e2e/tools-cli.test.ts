/** Servers of tools on the command line, in a directory of one's own, with a server from npm. */
import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { ToolServerView } from '@tutti/protocol/api';
import { expect, it } from 'vitest';
import { TuttiHome } from './tutti-process.ts';

const MANIFEST = createRequire(import.meta.url).resolve('@modelcontextprotocol/server-filesystem/package.json');

it('adds a server, allows it, approves its tools and tries one; nothing starts before', {
  timeout: 120_000,
}, async () => {
  const home = new TuttiHome();
  const folder = join(realpathSync(home.directory), 'papers');
  mkdirSync(folder);
  writeFileSync(join(folder, 'a.txt'), 'alpha');
  const command = [process.execPath, join(dirname(MANIFEST), 'dist', 'index.js'), folder];

  const added = await home.run('tools', 'add', 'papers', '--', ...command);
  expect([added.code, added.stderr]).toEqual([0, expect.stringContaining('Nothing is started yet')]);
  for (const word of command) expect(added.stdout).toContain(JSON.stringify(word));
  expect((await home.run('tools')).stdout).toMatch(/papers\s+to be allowed\s+not known\s+tutti tools approve papers/);

  const early = await home.run('tools', 'connect', 'papers');
  expect([early.code, early.stderr]).toEqual([4, expect.stringContaining('tool_consent_needed')]);
  const unasked = await home.run('tools', 'approve', 'papers');
  expect([unasked.code, unasked.stderr]).toEqual([4, expect.stringContaining('nobody is here to be asked')]);

  const approved = await home.run('tools', 'approve', 'papers', 'read_text_file', 'write_file', '--yes');
  expect([approved.code, approved.stderr]).toEqual([0, '']);
  expect(approved.stdout).toMatch(/papers__read_text_file\s+read/);
  expect(approved.stdout).toMatch(/papers__write_file\s+irreversible/);
  expect(approved.stdout).toContain('Approved: papers__read_text_file, papers__write_file');
  expect(readFileSync(join(home.directory, 'mcp.lock'), 'utf8')).toContain('read_text_file');

  const view = await home.read<ToolServerView>('tools', 'papers');
  expect(view).toMatchObject({ state: 'idle', tools: [{ lock: 'approved' }, { lock: 'approved' }] });
  const input = JSON.stringify({ path: join(folder, 'a.txt') });
  const tried = await home.run('tools', 'try', 'papers', 'read_text_file', '--input', input);
  expect([tried.code, tried.stdout]).toEqual([0, expect.stringContaining('alpha')]);
  const blocked = await home.run(
    'tools',
    'try',
    'papers',
    'list_directory',
    '--input',
    JSON.stringify({ path: folder }),
  );
  expect([blocked.code, blocked.stdout]).toEqual([1, expect.stringContaining('tool_approval_needed')]);

  const slip = await home.run('tools', 'paper');
  expect([slip.code, slip.stderr]).toEqual([3, expect.stringContaining('The nearest is papers')]);
  const shell = await home.run('tools', 'add', 'evil', '--', 'bash', '-c', 'id');
  expect([shell.code, shell.stderr]).toEqual([2, expect.stringContaining('bash is a shell')]);
  expect((await home.run('tools', 'remove', 'papers')).code).toBe(0);
  expect((await home.run('tools')).stdout).toContain('No server of tools is configured');
});

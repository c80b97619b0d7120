import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AgentId, StepPath } from '@tutti/protocol';
import { expect, it, onTestFinished } from 'vitest';
import { EMPTY, FolderVersions } from './folder-versions.ts';

it('finds the last version of a run without looking at those before', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tutti-versions-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const versions = new FolderVersions(folder, join(folder, 'head'));
  expect(await versions.findLast()).toBeUndefined();
  const about = { agent: AgentId.parse('coding'), path: StepPath.parse('turn/1'), key: 'key', at: 1 };
  const first = await versions.save({ before: EMPTY, about, manifest: new Map() });
  const second = await versions.save({ before: first, about: { ...about, key: 'next' }, manifest: new Map() });
  await rm(join(folder, 'versions', first.slice(0, 2)), { recursive: true });
  expect(await versions.findLast()).toEqual({ version: second, before: first, about: { ...about, key: 'next' } });
  await expect(versions.list()).rejects.toMatchObject({ code: 'version_not_found' });
});

import { chmod, mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AgentId, RunId, TenantId } from '@tutti/protocol';
import { expect, it, onTestFinished } from 'vitest';
import { RunScratch } from './run-scratch.ts';

const tenant = TenantId.parse(`ten_${'0'.repeat(36)}`);
const agent = AgentId.parse('tool');
const toRun = (letter: string) => RunId.parse(`run_${letter.repeat(36)}`);

it('lasts as long as its run: what has ended is swept, what goes on stays, and what nobody knows stays for a week', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tutti-scratch-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const scratch = new RunScratch(folder);
  const [ended, open, unknown] = [toRun('a'), toRun('b'), toRun('c')];
  for (const run of [ended, open, unknown]) {
    const home = await scratch.openHome({ tenant, run }, agent);
    await writeFile(join(home, 'cache'), 'x');
    expect((await stat(home)).mode & 0o777).toBe(0o700);
    await scratch.openFolder({ tenant, run }, agent);
  }
  const isOver = async ({ run }: { run: RunId }) => (run === unknown ? undefined : run === ended);
  await scratch.sweep(Date.now(), isOver);
  expect((await readdir(folder)).toSorted()).toEqual(['homes', 'owners', open, unknown]);
  expect(await readdir(join(folder, 'homes'))).toEqual([open, unknown]);
  const longAgo = Date.now() / 1_000 - 8 * 86_400;
  await utimes(join(folder, 'owners', unknown), longAgo, longAgo);
  await scratch.sweep(Date.now(), isOver);
  expect(await readdir(join(folder, 'homes'))).toEqual([open]);
  await scratch.remove(open);
  expect(await readdir(join(folder, 'owners'))).toEqual([]);
});

it('one that cannot be removed keeps none of the others, and is told of', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tutti-scratch-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const scratch = new RunScratch(folder);
  const [stuck, unsure, locked] = [toRun('a'), toRun('b'), toRun('c')];
  for (const run of [unsure, locked]) await scratch.openHome({ tenant, run }, agent);
  // As `go mod download` leaves it.
  const modules = join(folder, 'homes', locked, agent, 'modules');
  await mkdir(modules);
  await writeFile(join(modules, 'go.mod'), 'x');
  await chmod(modules, 0o500);
  await mkdir(join(folder, 'owners', stuck));
  const longAgo = Date.now() / 1_000 - 8 * 86_400;
  await utimes(join(folder, 'owners', stuck), longAgo, longAgo);
  const isOver = async ({ run }: { run: RunId }) => {
    if (run === unsure) throw new Error('the store is away');
    return true;
  };
  const swept = scratch.sweep(Date.now(), isOver);
  await expect(swept).rejects.toThrow(new RegExp(`2 runs .*${stuck}.*; ${unsure}: the store is away`, 'u'));
  expect(await readdir(join(folder, 'homes'))).toEqual([unsure]);
});

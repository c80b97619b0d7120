import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RunScratch } from '@tutti/adapters/runtimes/scratch';
import { AgentId } from '@tutti/protocol';
import { expect, it } from 'vitest';
import { bodyOf, createCallRoute } from '../testing/call-route.ts';
import { openTestApp } from '../testing/test-app.ts';
import { ScratchKeeper } from './scratch-keeper.ts';

it('the folders of commands go when their run ends, and those of a run that ended before are found at the next start', async () => {
  await using stage = await openTestApp();
  const call = createCallRoute(stage.app);
  const { engine, principal, directory } = stage.home;
  const { tenant } = principal;
  const scratch = new RunScratch(join(directory, 'commands'));
  const { run } = bodyOf('submitTask', await call('submitTask', { body: { goal: 'Plan a ferry' } }));
  const folder = await scratch.openHome({ tenant, run }, AgentId.parse('tool'));
  engine.start();
  await engine.untilSettled(principal, run);
  await expect.poll(() => existsSync(folder), { timeout: 20_000 }).toBe(false);
  // As if its process had been killed before.
  expect(existsSync(await scratch.openHome({ tenant, run }, AgentId.parse('tool')))).toBe(true);
  const { hub, store, clock } = stage.home;
  await using keeper = new ScratchKeeper({
    directory,
    hub,
    store,
    clock,
    onProblem: (error) => expect.unreachable(error.message),
  });
  await keeper[Symbol.asyncDispose]();
  expect(existsSync(folder)).toBe(false);
});

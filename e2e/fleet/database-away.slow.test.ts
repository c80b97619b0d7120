/** A database that is not there, or goes away and comes back: nobody ends of it, everybody says so, and everything goes on. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type FaultProxy, openFaultProxy } from '../proxy/open-fault-proxy.ts';
import { clientOf, Fleet } from './fleet.ts';
import { FollowedRun } from './followed-run.ts';

// Several patient waits follow each other, on machines that do much else.
vi.setConfig({ testTimeout: 400_000 });

const PATIENCE = { timeout: 60_000, interval: 50 };
/** Nobody listens there. */
const NOWHERE = 1;
const GOAL = 'Plan the harbour festival with boats, music and fish';

let fleet: Fleet;
let proxy: FaultProxy;
beforeAll(async () => {
  fleet = await Fleet.start();
  proxy = await openFaultProxy(fleet.postgres.port);
}, 120_000);
afterAll(async () => {
  await proxy?.[Symbol.asyncDispose]();
  await fleet?.[Symbol.asyncDispose]();
});

function throughProxy(): Record<string, string> {
  const url = new URL(fleet.postgres.connectionString);
  url.port = `${proxy.port}`;
  return { DATABASE_URL: url.href };
}

it.each([
  ['up', ['up', '--port', '0']],
  ['worker', ['worker']],
  ['runs', ['runs']],
])('tutti %s says within seconds that the database cannot be reached, and not its password', async (_name, args) => {
  const home = await fleet.home();
  const env = { ...fleet.env, DATABASE_URL: `postgres://tutti:pass%2Fword@127.0.0.1:${NOWHERE}/tutti` };
  const from = performance.now();
  const { code, stdout, stderr } = await home.start(args, env).ended;
  process.stdout.write(`tutti ${args.join(' ')} gave up after ${Math.round(performance.now() - from)} ms\n`);
  expect({ code, stdout }).toEqual({ code: 5, stdout: '' });
  expect(stderr).toContain(`127.0.0.1:${NOWHERE}/tutti cannot be reached`);
  expect(stderr).toContain('store_unavailable');
  expect(stderr).not.toMatch(/pass(%2F|\/)word|\n +at /);
});

it.each([[['worker']], [['up', '--no-worker', '--port', '0']]])(
  'tutti %j without a database is refused with a way out',
  async (args) => {
    const refused = await (await fleet.home()).run(...args);
    expect(refused).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('Set DATABASE_URL') });
  },
);

it('a worker that is told to stop gives the rest to others and ends well', async () => {
  const first = await fleet.startWorker('first');
  const home = await fleet.home();
  const { stdout } = await home.start(['run', GOAL, '--detach'], fleet.env).ended;
  const run = stdout.trim();
  const server = await fleet.startServer({ TUTTI_WORKER: 'false' });
  const follower = new FollowedRun(clientOf(server), run);
  await expect.poll(() => follower.state?.startedAt, PATIENCE).toBeDefined();
  const second = await fleet.startWorker('second');
  first.process.kill('SIGTERM');
  expect(await first.process.ended).toMatchObject({ code: 0, stderr: expect.stringContaining('Stopping') });
  await expect.poll(() => follower.state?.status, PATIENCE).toBe('completed');
  const { items } = await clientOf(server).call('listWorkers', {});
  expect(items.find(({ worker }) => worker === first.worker)?.state).toBe('ended');
  expect(items.find(({ worker }) => worker === second.worker)?.state).toBe('at_work');
  follower.close();
  second.process.kill('SIGTERM');
  await second.process.ended;
  await server.stop();
});

it('a server says that its database is away, refuses what needs it, and goes on with everything when it is back', async () => {
  const server = await fleet.startServer(throughProxy());
  const health = async () => ((await (await fetch(`${server.url}/health`)).json()) as { status: string }).status;
  expect(await health()).toBe('healthy');
  const { run } = await clientOf(server).call('submitTask', { goal: GOAL });
  const follower = new FollowedRun(clientOf(server), run);
  await expect.poll(() => follower.words.length, PATIENCE).toBeGreaterThan(0);
  proxy.switchTo(NOWHERE);
  await expect.poll(health, PATIENCE).toBe('degraded');
  expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
  expect((await fetch(`${server.url}/health/ready`)).status).toBe(503);
  const refused = await server.fetch('/api/v1/runs');
  expect(refused.status).toBe(503);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await refused.json()).toMatchObject({ code: 'store_unavailable' });
  const status = await server.fetch('/api/v1/system/status');
  expect(await status.json()).toMatchObject({ store: { kind: 'postgres', state: 'unreachable' } });
  proxy.switchTo(fleet.postgres.port);
  await expect.poll(health, PATIENCE).toBe('healthy');
  await expect.poll(() => follower.state?.status, PATIENCE).toBe('completed');
  expect(follower.events.map(({ seq }) => seq)).toEqual(follower.events.map((_, index) => index + 1));
  expect(follower.hash).toBe((await clientOf(server).call('getRun', { run })).stateHash);
  follower.close();
  expect(await server.stop()).toBe(0);
});

it('an idle server notices by itself that its database is away, and that it is back', async () => {
  const server = await fleet.startServer({ ...throughProxy(), TUTTI_WORKER: 'false' });
  const health = async () => ((await (await fetch(`${server.url}/health`)).json()) as { status: string }).status;
  proxy.switchTo(NOWHERE);
  await expect.poll(health, PATIENCE).toBe('degraded');
  proxy.switchTo(fleet.postgres.port);
  await expect.poll(health, PATIENCE).toBe('healthy');
  expect(await server.stop()).toBe(0);
});

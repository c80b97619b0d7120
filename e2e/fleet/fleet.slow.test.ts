/** One installation, several processes: whichever server somebody is at, and whichever worker drives, they see and do the same. */
import type { Client } from '@tutti/sdk';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { TuttiServer } from '../tutti-server.ts';
import { clientOf, Fleet, type FleetWorker } from './fleet.ts';
import { describeDelays, FollowedRun } from './followed-run.ts';

// Several patient waits follow each other, on machines that do much else.
vi.setConfig({ testTimeout: 400_000 });

const PATIENCE = { timeout: 60_000, interval: 20 };
const GOAL = 'Plan the harbour festival with boats, music and fish';

let fleet: Fleet;
let one: TuttiServer;
let other: TuttiServer;
let workers: FleetWorker[];
let atOne: Client;
let atOther: Client;

beforeAll(async () => {
  fleet = await Fleet.start();
  [one, other] = [await fleet.startServer({ TUTTI_WORKER: 'false' }), await fleet.startServer()];
  workers = [await fleet.startWorker('anna'), await fleet.startWorker('berta')];
  [atOne, atOther] = [clientOf(one), clientOf(other)];
}, 120_000);
afterAll(() => fleet?.[Symbol.asyncDispose]());

const statusOf = async (client: Client, run: string) => (await client.call('getRun', { run })).status;
const untilSpoken = (follower: FollowedRun) => expect.poll(() => follower.words.length, PATIENCE).toBeGreaterThan(0);
const say = (text: string) => process.stdout.write(`${text}\n`);

async function driverOf(run: string): Promise<string | undefined> {
  const { items } = await atOne.call('listWorkers', {});
  for (const { worker } of items) {
    const driven = await atOne.call('listRuns', { worker, limit: 50 });
    if (driven.items.some((each) => each.run === run)) return worker;
  }
  return undefined;
}

describe('a fleet', () => {
  it('is seen whole from each server, which shows what it is', async () => {
    for (const client of [atOne, atOther]) {
      await expect.poll(async () => (await client.call('getStatus')).workers, PATIENCE).toBe(4);
      const { store, dataDirectory } = await client.call('getStatus');
      expect(store).toMatchObject({ kind: 'postgres', state: 'ok', version: expect.stringMatching(/^1\d/) });
      expect(dataDirectory).toContain('tutti-fleet-');
      const { items } = await client.call('listWorkers', {});
      expect(items.map(({ roles, room }) => `${roles.join('+')} ${room > 0}`).toSorted()).toEqual([
        'server false',
        'server+worker true',
        'worker true',
        'worker true',
      ]);
    }
  });

  it('lets a task be submitted at one server, followed word by word and approved at the other', async () => {
    const { run } = await atOne.call('submitTask', { goal: GOAL, review: true });
    const followers = [new FollowedRun(atOne, run), new FollowedRun(atOther, run)];
    await expect.poll(async () => (await atOther.call('getRun', { run })).open.length, PATIENCE).toBe(1);
    const [approval] = (await atOther.call('getRun', { run })).open;
    await atOther.call('answerApproval', {
      approval: approval!.approval,
      subject: approval!.subject,
      decision: 'approved',
    });
    for (const { state } of followers) expect(state?.status).not.toBe('completed');
    for (const follower of followers) await expect.poll(() => follower.state?.status, PATIENCE).toBe('completed');
    const told = await Promise.all([atOne, atOther].map((client) => client.call('getRun', { run })));
    const hashes = [...followers.map(({ hash }) => hash), ...told.map(({ stateHash }) => stateHash)];
    expect(new Set(hashes).size).toBe(1);
    for (const { events, words, steps } of followers) {
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
      expect(steps).toBeGreaterThan(0);
      expect(words).toContain('harbour');
    }
    for (const follower of followers) follower.close();
  });

  it('tells at one server what is committed by a worker within a second', async () => {
    const runs: string[] = [];
    for (let index = 0; index < 10; index++) runs.push((await atOne.call('submitTask', { goal: GOAL })).run);
    const followers = runs.map((run) => new FollowedRun(atOne, run));
    for (const follower of followers) await expect.poll(() => follower.state?.status, PATIENCE).toBe('completed');
    for (const follower of followers) follower.close();
    say(
      `event → client of a server without a worker: ${describeDelays(followers.flatMap(({ delaysMs }) => delaysMs))}`,
    );
    const lists = await Promise.all([atOne, atOther].map((client) => client.call('listRuns', { limit: 100 })));
    expect(lists[1]?.items).toEqual(lists[0]?.items);
    expect(lists[0]?.items.map(({ run }) => run)).toEqual(expect.arrayContaining(runs));
  });

  it('lets pause, resume and cancel reach a run that another process drives', async () => {
    const took: string[] = [];
    const { run } = await atOne.call('submitTask', { goal: GOAL });
    const follower = new FollowedRun(atOne, run);
    const untilType = async (type: string, act: () => Promise<unknown>) => {
      const from = Date.now();
      await act();
      await expect.poll(() => follower.events.some((event) => event.type === type), PATIENCE).toBe(true);
      took.push(`${type} ${Date.now() - from} ms`);
    };
    await untilSpoken(follower);
    // What is under way may end before a pause takes hold.
    await untilType('run.paused', () => atOne.call('pauseRun', { run }));
    expect(await statusOf(atOther, run)).toBe('paused');
    await untilType('run.resumed', () => atOther.call('resumeRun', { run }));
    follower.words = '';
    await untilSpoken(follower);
    await untilType('run.cancelled', () => atOne.call('cancelRun', { run }));
    expect(await statusOf(atOther, run)).toBe('cancelled');
    follower.close();
    say(`from the request at one server until it was seen there: ${took.join(', ')}`);
  });

  it('goes on within ten seconds with what a killed worker had begun, and shows who took it over', async () => {
    let victim: FleetWorker | undefined;
    let run = '';
    // The server drives runs as well, and it is to live.
    for (let tries = 0; tries < 30 && !victim; tries++) {
      ({ run } = await atOne.call('submitTask', { goal: GOAL }));
      let driver: string | undefined;
      await expect.poll(async () => (driver = await driverOf(run)), PATIENCE).toBeDefined();
      victim = workers.find(({ worker }) => worker === driver);
    }
    if (!victim) throw new Error('no worker took any of thirty runs');
    const follower = new FollowedRun(atOther, run);
    await untilSpoken(follower);
    const from = Date.now();
    victim.process.kill('SIGKILL');
    const isTakenOver = () => follower.events.some(({ type }) => type === 'run.claimed');
    await expect.poll(isTakenOver, PATIENCE).toBe(true);
    say(`taken over ${Date.now() - from} ms after kill -9`);
    await expect.poll(() => follower.state?.status, PATIENCE).toBe('completed');
    expect(follower.events.map(({ seq }) => seq)).toEqual(follower.events.map((_, index) => index + 1));
    expect(follower.hash).toBe((await atOne.call('getRun', { run })).stateHash);
    follower.close();
    const { items } = await atOther.call('listWorkers', {});
    expect(items.find(({ worker }) => worker === victim.worker)).toMatchObject({ state: 'lost', name: victim.name });
  });

  it('lets in at each server whoever may come in at the other', async () => {
    const { secret, key } = await atOne.call('createKey', { name: 'ci', rights: ['view'] });
    const authorization = { authorization: `Bearer ${secret}` };
    expect((await fetch(`${other.url}/api/v1/runs`, { headers: authorization })).status).toBe(200);
    await atOther.call('revokeKey', { key: key.key });
    expect((await fetch(`${one.url}/api/v1/runs`, { headers: authorization })).status).toBe(401);
    const code = one.loginUrl.split('#code=')[1];
    const signedIn = await fetch(`${one.url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: one.url },
      body: JSON.stringify({ code }),
    });
    const [, value] = /=([\w-]+);/.exec(signedIn.headers.get('set-cookie') ?? '') ?? [];
    // Behind one public address both have one name; here it holds the port.
    const cookie = `tutti_session_${new URL(other.url).port}=${value}`;
    const me = await fetch(`${other.url}/api/v1/me`, { headers: { cookie } });
    expect(me.status).toBe(200);
    const { csrf } = (await me.json()) as { csrf: string };
    const submitted = await fetch(`${other.url}/api/v1/tasks`, {
      method: 'POST',
      headers: { cookie, origin: other.url, 'x-tutti-csrf': csrf, 'content-type': 'application/json' },
      body: JSON.stringify({ goal: GOAL }),
    });
    expect(submitted.status).toBe(202);
  });
});

describe('a command without a server', () => {
  it('works at the database, and leaves the driving to the workers that are there', async () => {
    const home = await fleet.home();
    const ran = await home.start(['run', GOAL, '--json'], fleet.env).ended;
    expect(ran).toMatchObject({ code: 0 });
    const began = ran.stdout.split('\n').find((line) => line.includes('"type":"run.started"')) ?? '';
    const { items } = await atOne.call('listWorkers', {});
    const atWork = items.filter(({ state, room }) => state === 'at_work' && room > 0);
    expect(atWork.map(({ worker }) => worker)).toContain((JSON.parse(began) as { worker: string }).worker);
    const detached = await home.start(['run', GOAL, '--detach'], fleet.env).ended;
    await expect.poll(() => statusOf(atOne, detached.stdout.trim()), PATIENCE).toBe('completed');
    const doctor = await home.start(['doctor'], fleet.env).ended;
    expect(doctor.stdout).toMatch(/database +PostgreSQL 1\d/);
    expect(doctor.stdout).not.toContain(new URL(fleet.postgres.connectionString).password);
  });
});

import type { RunScript } from '@tutti/engine/testing';
import { applyRunEvent, type Glimpse, type RunEvent, type RunState, StepPath, toCanonicalText } from '@tutti/protocol';
import { type Client, createClient, type Live, type RunNews } from '@tutti/sdk';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { COMPLETED, type LiveStage, openLiveStage, OWNER, STRANGER, toNotes } from './testing/live-stage.ts';

let stage: LiveStage;
beforeEach(async () => {
  stage = await openLiveStage();
});
afterEach(() => stage[Symbol.asyncDispose]());

function connect(token = OWNER): Client {
  return createClient({ url: stage.url, token });
}

async function collectStream(client: Client, run: string, after = 0): Promise<readonly RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const news of client.followRun(run, { after })) if (news.type === 'events') events.push(...news.events);
  return events;
}

/** Resolves with the last event of the run. */
function collectSocket(live: Live, run: string, since = 0): Promise<readonly RunEvent[]> {
  const events: RunEvent[] = [];
  return new Promise((resolve, reject) => {
    live.subscribe(`run:${run}`, {
      since,
      onEvents: (more) => {
        events.push(...more);
        if (more.at(-1)?.type === 'run.completed') resolve(events);
      },
      onProblem: ({ detail }) => reject(new Error(detail)),
    });
  });
}

function toSeqs(events: readonly RunEvent[]): readonly number[] {
  return events.map(({ seq }) => seq);
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

async function flood(script: RunScript, rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round++) await stage.append(script, toNotes(20));
  await stage.append(script, [COMPLETED]);
}

it('stream and socket tell the same events, whatever they begin from', async () => {
  const script = await stage.newRun();
  await stage.append(script, toNotes(50));
  const client = connect();
  const live = client.openLive();
  const followed = Promise.all([
    collectStream(client, script.run),
    collectStream(client, script.run, 30),
    collectSocket(live, script.run, 10),
  ]);
  await flood(script, 100);
  const [whole, later, socket] = await followed;
  live.close();
  expect(toSeqs(whole)).toEqual(range(1, 2_052));
  expect(later).toEqual(whole.slice(30));
  expect(socket).toEqual(whole.slice(10));
  const state = whole.reduce<RunState | undefined>((folded, event) => applyRunEvent(folded, event), undefined);
  expect(state && toCanonicalText(state)).toBe(toCanonicalText(script.state));
});

it('one socket serves the same run from two places at once', async () => {
  const script = await stage.newRun();
  const live = connect().openLive();
  const first = collectSocket(live, script.run);
  await stage.append(script, toNotes(10));
  const second = collectSocket(live, script.run, 5);
  await flood(script, 50);
  const [whole, rest] = await Promise.all([first, second]);
  live.close();
  expect(toSeqs(whole)).toEqual(range(1, 1_012));
  expect(rest).toEqual(whole.slice(5));
});

it('a follower that comes back again and again in the middle of a flood misses nothing and is told nothing twice', async () => {
  const script = await stage.newRun();
  const client = connect();
  const flooding = flood(script, 300);
  const seqs: number[] = [];
  let ended = false;
  while (!ended) {
    for await (const news of client.followRun(script.run, { after: seqs.at(-1) ?? 0 })) {
      if (news.type !== 'events') continue;
      seqs.push(...toSeqs(news.events));
      ended = news.events.at(-1)?.type === 'run.completed';
      break;
    }
  }
  await flooding;
  expect(seqs).toEqual(range(1, 6_002));
});

it('a follower catches up with ten thousand events', async () => {
  const script = await stage.newRun();
  await stage.append(script, toNotes(10_000, 'some words of a note, about as long as an event is'));
  const caughtUp = Promise.withResolvers<number>();
  const seqs: number[] = [];
  const live = connect().openLive();
  live.subscribe(`run:${script.run}`, {
    onEvents: (events) => seqs.push(...toSeqs(events)),
    onCaughtUp: caughtUp.resolve,
  });
  expect(await caughtUp.promise).toBe(10_001);
  live.close();
  expect(seqs).toEqual(range(1, 10_001));
});

it('a stream ends at once where a finished run is known to its end already', async () => {
  const script = await stage.newRun();
  await stage.append(script, [COMPLETED]);
  const news: RunNews[] = [];
  for await (const item of connect().followRun(script.run, { after: 2 })) news.push(item);
  expect(news).toEqual([{ type: 'caught_up', cursor: 2 }]);
});

it("another tenant's run is as unknown as one that nobody has", async () => {
  const script = await stage.newRun();
  const stranger = connect(STRANGER);
  await expect(collectStream(stranger, script.run)).rejects.toMatchObject({ code: 'run_not_found', status: 404 });
  const problem = Promise.withResolvers<unknown>();
  const live = stranger.openLive();
  live.subscribe(`run:${script.run}`, { onProblem: problem.resolve });
  expect(await problem.promise).toMatchObject({ code: 'run_not_found', topic: `run:${script.run}` });
  live.close();
});

it('who comes late is shown the words so far, and then those that come', async () => {
  const script = await stage.newRun();
  const { run } = script;
  const path = StepPath.parse('ann/turn/1/model/1');
  const { hub } = stage.deps.home;
  hub.publish({ type: 'step.began', run, path, kind: 'model', name: 'model', attempt: 1, at: 1 });
  hub.publish({ type: 'delta', run, path, attempt: 1, offset: 0, text: 'Once ' });
  hub.publish({ type: 'delta', run, path, attempt: 1, offset: 5, text: 'upon ' });
  const glimpses: Glimpse[] = [];
  for await (const news of connect().followRun(run)) {
    if (news.type !== 'glimpse') continue;
    glimpses.push(news.glimpse);
    if (glimpses.length === 2) {
      hub.publish({ type: 'delta', run, path, attempt: 1, offset: 10, text: 'a ' });
      hub.publish({ type: 'delta', run, path, attempt: 1, offset: 12, text: 'time' });
    }
    if (glimpses.length === 3) break;
  }
  expect(glimpses).toMatchObject([
    { type: 'step.began', path, attempt: 1 },
    { type: 'delta', offset: 0, text: 'Once upon ' },
    { type: 'delta', offset: 10, text: 'a time' },
  ]);
});

it('what becomes of runs is told in the order of the commits, and again from where a client was', async () => {
  const cursors: number[] = [];
  const events: string[] = [];
  const live = connect().openLive();
  const ready = Promise.withResolvers<number>();
  const ended = Promise.withResolvers<void>();
  live.subscribe('tasks', {
    onCaughtUp: ready.resolve,
    onNotices: (notices) => {
      cursors.push(...notices.map(({ cursor }) => cursor));
      events.push(...notices.map(({ event }) => event));
      if (events.includes('run.completed')) ended.resolve();
    },
  });
  const since = await ready.promise;
  const script = await stage.newRun();
  await stage.append(script, toNotes(3));
  await stage.append(script, [COMPLETED]);
  await ended.promise;
  expect(events).toEqual(['run.submitted', 'run.completed']);
  const again = Promise.withResolvers<readonly number[]>();
  live.subscribe('tasks', {
    since,
    onNotices: (notices) => again.resolve(notices.map(({ cursor }) => cursor)),
  });
  expect(await again.promise).toEqual(cursors);
  live.close();
});

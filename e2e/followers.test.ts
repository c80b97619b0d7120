/** Whoever follows a run, however they do it, has the same state in the end. */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, systemRandom } from '@tutti/engine';
import { applyRunEvent, isFinished, Json, type RunEvent, type RunState, toCanonicalText } from '@tutti/protocol';
import { type Client, createClient } from '@tutti/sdk';
import { createLog, type RunningServer, startServer } from '@tutti/server';
import { resolveConfig } from '@tutti/server/config';
import { openHome } from '@tutti/server/home';
import { afterEach, beforeEach, expect, it } from 'vitest';

let directory: string;
let server: RunningServer;
let client: Client;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tutti-followers-'));
  const home = await openHome({ directory, clock: systemClock, random: systemRandom, rehearsalLatencyMs: 2 });
  const config = { ...resolveConfig({ environment: {}, options: {} }), port: 0, dataDirectory: directory };
  const { log } = createLog({ level: 'error' });
  server = await startServer({ home, config, log, clock: systemClock, random: systemRandom });
  const token = (await readFile(join(directory, 'owner-token'), 'utf8')).trim();
  client = createClient({ url: server.url, token });
});
afterEach(async () => {
  await server.close(0);
  await rm(directory, { recursive: true });
});

class Fold {
  state: RunState | undefined;
  glimpses = 0;

  add(events: readonly RunEvent[]): boolean {
    for (const event of events) this.state = applyRunEvent(this.state, event);
    return this.state !== undefined && isFinished(this.state.status);
  }

  get hash(): string {
    return createHash('sha256')
      .update(toCanonicalText(Json.parse(JSON.parse(JSON.stringify(this.state)))))
      .digest('hex');
  }
}

async function followStream(run: string): Promise<Fold> {
  const fold = new Fold();
  for await (const news of client.followRun(run)) {
    if (news.type === 'events') fold.add(news.events);
    if (news.type === 'glimpse') fold.glimpses++;
  }
  return fold;
}

function followSocket(run: string): Promise<Fold> {
  const fold = new Fold();
  const live = client.openLive();
  return new Promise((resolve) => {
    live.subscribe(`run:${run}`, {
      onGlimpse: () => fold.glimpses++,
      onEvents: (events) => {
        if (!fold.add(events)) return;
        live.close();
        resolve(fold);
      },
    });
  });
}

it('a run that is followed at once by stream and by socket ends in the state that the server tells', async () => {
  const { run } = await client.call('submitTask', {
    goal: 'Plan a party',
    agents: ['analysis', 'qa'],
    pattern: 'parallel',
  });
  const folds = await Promise.all([followStream(run), followSocket(run), followStream(run), followSocket(run)]);
  const { status, stateHash } = await client.call('getRun', { run });
  expect(status).toBe('completed');
  for (const fold of folds) expect(fold.hash).toBe(stateHash);
  for (const fold of folds) expect(fold.glimpses).toBeGreaterThan(0);
  const late = await Promise.all([followStream(run), followSocket(run)]);
  for (const fold of late) expect(fold.hash).toBe(stateHash);
});

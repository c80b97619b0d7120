/** A server with runs in every state that a page shows. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunView } from '@tutti/protocol/api';
import { TuttiHome } from '../tutti-process.ts';
import { TuttiServer } from '../tutti-server.ts';

export interface Populated extends AsyncDisposable {
  readonly server: TuttiServer;
  readonly done: string;
  readonly failed: string;
  readonly waits: string;
}

export async function populate(): Promise<Populated> {
  const directory = mkdtempSync(join(tmpdir(), 'tutti-pages-'));
  const server = await TuttiServer.start(new TuttiHome(directory));
  const done = await server.submit({
    goal: 'Compare three ways to heat a small greenhouse',
    agents: ['research', 'analysis', 'qa'],
    pattern: 'parallel',
  });
  const failed = await server.submit({
    goal: 'Write release notes with a budget that is far too small',
    budget: { tokens: 300 },
  });
  const waits = await server.submit({ goal: 'Plan a harbour festival for 300 guests', review: true });
  for (const [run, status] of [
    [done, 'completed'],
    [failed, 'failed'],
    [waits, 'waiting'],
  ] as const)
    await untilStatus(server, run, status);
  return {
    server,
    done,
    failed,
    waits,
    async [Symbol.asyncDispose]() {
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** The stream of its events tells when to look. */
async function untilStatus(server: TuttiServer, run: string, status: RunView['status']): Promise<void> {
  const stream = await server.fetch(`/api/v1/runs/${run}/events`, { headers: { accept: 'text/event-stream' } });
  const reader = stream.body?.getReader();
  for (;;) {
    const { status: now } = await server.getRun(run);
    if (now === status) break;
    if ((await reader?.read())?.done !== false) throw new Error(`${run} ended as ${now}, not ${status}`);
  }
  await reader?.cancel();
}

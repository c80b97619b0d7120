/** The client is at a server that drives nothing, and its connection is reset again and again while a worker elsewhere drives the run. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isFinished } from '@tutti/protocol';
import { createClient } from '@tutti/sdk';
import * as z from 'zod';
import { Fleet } from '../../fleet/fleet.ts';
import { FollowedRun } from '../../fleet/followed-run.ts';
import { openFaultProxy } from '../../proxy/open-fault-proxy.ts';
import type { RowResult } from '../row.ts';

const ServerFile = z.object({ url: z.string() });
const DROP_EVERY_MS = 300;
const PATIENCE_MS = 120_000;
const GOAL = 'Plan the harbour festival with boats, music and fish';

export async function runDroppedSocket({ trials }: { trials: number }): Promise<RowResult> {
  await using fleet = await Fleet.start();
  // The server has to know the address at which it is asked; the proxy learns where it is when it is there.
  await using proxy = await openFaultProxy(0);
  const url = `http://127.0.0.1:${proxy.port}`;
  const server = await fleet.startServer({ TUTTI_WORKER: 'false', TUTTI_PUBLIC_URL: url });
  const { url: own } = ServerFile.parse(JSON.parse(readFileSync(join(server.home.directory, 'server.json'), 'utf8')));
  proxy.switchTo(Number(new URL(own).port));
  await fleet.startWorker('anna');
  const direct = createClient({ url: own, token: server.token });
  const [drops, events, broken]: [number[], number[], string[]] = [[], [], []];
  for (let trial = 1; trial <= trials; trial++) {
    const { run } = await direct.call('submitTask', { goal: GOAL });
    const cutsBefore = proxy.counts.cuts;
    const follower = new FollowedRun(createClient({ url, token: server.token }), run);
    const deadline = Date.now() + PATIENCE_MS;
    let heard = 0;
    while (!(follower.state && isFinished(follower.state.status)) && Date.now() < deadline) {
      await delay(DROP_EVERY_MS);
      // Not before it has told something, or on a slow machine nothing would ever arrive.
      if (follower.events.length === heard) continue;
      heard = follower.events.length;
      proxy.cut();
    }
    follower.close();
    const seqs = follower.events.map(({ seq }) => seq);
    const { stateHash } = await direct.call('getRun', { run });
    const isWhole = seqs.every((seq, index) => seq === index + 1) && follower.state?.status === 'completed';
    if (!isWhole || follower.hash !== stateHash) broken.push(`${run}: ${seqs.join(' ')}`);
    drops.push(proxy.counts.cuts - cutsBefore);
    events.push(seqs.length);
  }
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return {
    row: 'U1',
    fault: `WebSocket reset every ${DROP_EVERY_MS} ms, at a server that does not drive the run`,
    figure: `runs with a gap, a duplicate or another state ${broken.length} of ${trials}, over ${sum(drops)} resets and ${sum(events)} events`,
    trials,
    violations: broken.length + (sum(drops) === 0 ? 1 : 0),
    broken,
  };
}

import { randomBytes } from 'node:crypto';
import { toIdText, WorkerId } from '@tutti/protocol';
import { serveRequests } from '../../report/asked-child.ts';
import { readInput } from '../../report/run-child.ts';
import type { FleetWorkerInput, FleetWorkerReply, FleetWorkerRequest } from '../fleet/fleet-worker.ts';
import { openTutti } from '../open-tutti.ts';

/** As many as the engine claims at once. */
const CLAIM_AT_ONCE = 100;

const { place, room } = readInput<FleetWorkerInput>();
const tutti = await openTutti(place, { concurrentRuns: room, drives: false });
const reply = (claimed = 0) => process.send?.({ claimed } satisfies FleetWorkerReply);
serveRequests(serve);
reply();

async function serve({ ask }: FleetWorkerRequest): Promise<void> {
  if (ask === 'claim') reply(await claimAll());
  else if (ask === 'start') {
    tutti.engine.start();
    reply();
  } else {
    await tutti[Symbol.asyncDispose]();
    process.disconnect();
  }
}

async function claimAll(): Promise<number> {
  const worker = WorkerId.parse(toIdText('wrk', Date.now(), randomBytes(16)));
  for (let claimed = 0; ; ) {
    const { runs } = await tutti.store.claimReady(worker, { limit: CLAIM_AT_ONCE });
    if (runs.length === 0) return claimed;
    claimed += runs.length;
  }
}

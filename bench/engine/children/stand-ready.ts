import { setTimeout as sleep } from 'node:timers/promises';
import { answer, readInput } from '../../report/run-child.ts';
import { openTutti } from '../open-tutti.ts';
import type { ReadyAnswer, ReadyInput } from '../process-costs.ts';

const { place, idleMs } = readInput<ReadyInput>();
await using tutti = await openTutti(place);
await sleep(idleMs);
const { state } = tutti.store.health();
if (state !== 'ok') throw new Error(`the store is ${state}`);
answer({ memoryBytes: process.memoryUsage.rss() } satisfies ReadyAnswer);

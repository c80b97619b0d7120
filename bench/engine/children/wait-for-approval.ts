import { answer, readInput } from '../../report/run-child.ts';
import { timeMs } from '../../report/rounds.ts';
import { BENCH_PRINCIPAL, openTutti } from '../open-tutti.ts';
import { TypeCounter } from '../type-counter.ts';
import type { WaitingAnswer, WaitingInput } from '../waiting-runs.ts';

const input = readInput<WaitingInput>();
const counter = new TypeCounter();
await using tutti = await openTutti(input.place, { onNotice: counter.hear });
const parkedMs = await timeMs(async () => {
  const all = Promise.all(Array.from({ length: input.runs }, () => tutti.submit('approval')));
  await counter.reached('run.parked', input.runs);
  await all;
});
const { runs: first, next } = await tutti.engine.listRuns(BENCH_PRINCIPAL, { limit: 1_000 });
const ids = first.map(({ run }) => run);
for (let cursor = next; cursor !== undefined; ) {
  const page = await tutti.engine.listRuns(BENCH_PRINCIPAL, { limit: 1_000, cursor });
  ids.push(...page.runs.map(({ run }) => run));
  cursor = page.next;
}
const approvedMs = await timeMs(async () => {
  const approve = { key: 'approval', payload: { approved: true } };
  const all = Promise.all(ids.map((run) => tutti.engine.send(BENCH_PRINCIPAL, run, approve)));
  await counter.reached('run.completed', input.runs);
  await all;
});
const peakBytes = process.resourceUsage().maxRSS * 1_024;
answer({ parkedMs, approvedMs, peakBytes } satisfies WaitingAnswer);

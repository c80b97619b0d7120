import { answer, readInput } from '../../report/run-child.ts';
import { timeMs } from '../../report/rounds.ts';
import { BENCH_PRINCIPAL, openTutti } from '../open-tutti.ts';
import { GO_KEY } from '../programs.ts';
import type { ResumeAnswer, ResumeInput } from '../resume.ts';

const { place, run } = readInput<ResumeInput>();
await using tutti = await openTutti(place);
const resumeMs = await timeMs(async () => {
  await tutti.engine.send(BENCH_PRINCIPAL, run, { key: GO_KEY, payload: null });
  await tutti.ended(run);
});
answer({ resumeMs } satisfies ResumeAnswer);

/**
 * The process that is killed: `node driver.ts DIRECTORY LIFE RUN…` drives the runs until all have ended. It prints each event
 * as soon as it is durable, and at the beginning those that it finds recorded.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { openSqliteStore } from '@tutti/adapters/storage/sqlite';
import { createEngine, createRedact, type Engine, type LiveFeed, systemClock, systemRandom } from '@tutti/engine';
import { isFinished, type Principal, type RunEvent, RunId } from '@tutti/protocol';
import { PRINCIPAL, type Printed, READY } from './printed.ts';
import { createEffectsProgram, createJoinsProgram } from './programs.ts';
import { Receiver } from './receiver.ts';

const [directory = '', lifeText = '', ...runTexts] = process.argv.slice(2);
const life = Number(lifeText);
const runs = runTexts.map((text) => RunId.parse(text));
const receiver = new Receiver(directory);
const print = (line: Printed | typeof READY) => process.stdout.write(`${JSON.stringify(line)}\n`);
const toPrinted = ({ run, seq, hash }: RunEvent, found: boolean): Printed => ({ run, seq, hash, life, found });

const live: LiveFeed = {
  publish(notice) {
    if (notice.type === 'events') for (const event of notice.events) print(toPrinted(event, false));
  },
};

async function main(): Promise<void> {
  await using store = await openSqliteStore({ directory });
  await using engine = createEngine({
    store,
    live,
    clock: systemClock,
    random: systemRandom,
    redact: createRedact(),
    build: 'kill-loop',
    programs: [createJoinsProgram({ receiver, life }), createEffectsProgram({ receiver, life })],
    onProblem: (error) => console.error(error),
  });
  for (const [index, run] of runs.entries()) {
    // The same id twice is one run, so the second life asks for the same again.
    const program = index % 2 === 0 ? 'joins' : 'effects';
    await engine.submit(PRINCIPAL, { run, program, title: program, input: null });
    for await (const event of engine.readEvents(PRINCIPAL, run)) print(toPrinted(event, true));
  }
  print(READY);
  engine.start();
  await Promise.all(runs.map((run) => untilEnded(engine, PRINCIPAL, run)));
}

/** Answers what is put before a person the way a person would: by looking at the receiver. */
async function untilEnded(engine: Engine, principal: Principal, run: RunId): Promise<void> {
  // The same path may be in doubt again later: then since another moment.
  const answered = new Set<string>();
  for (;;) {
    const { status } = await engine.untilSettled(principal, run, { or: ['waiting'] });
    if (isFinished(status)) return;
    const { doubts } = await engine.getRun(principal, run);
    for (const [path, { key, since }] of Object.entries(doubts)) {
      if (answered.has(`${path} ${since}`)) continue;
      answered.add(`${path} ${since}`);
      const answer = receiver.knows(key)
        ? { path, verdict: 'happened' as const, output: { key } }
        : { path, verdict: 'not_happened' as const };
      await engine.answerDoubt(principal, run, answer);
    }
    // Until the answer was taken, the run still stands there as waiting.
    await sleep(5);
  }
}

await main();

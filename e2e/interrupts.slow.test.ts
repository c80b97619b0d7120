import type { RunEvent, RunState, RunSummary } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { parseLines, TuttiHome, type TuttiProcess } from './tutti-process.ts';

interface Report {
  readonly state: RunState;
}
interface Driven {
  readonly driver: TuttiProcess;
  readonly home: TuttiHome;
}

const SLOWLY = { TUTTI_REHEARSAL_LATENCY_MS: '25' };
const GOAL = 'Plan the harbour festival with boats, music and fish';

/** A run in a process of its own, in the middle of its second turn. */
async function startInTheMiddle(): Promise<Driven> {
  const home = new TuttiHome();
  const driver = home.start(['run', GOAL, '--json'], SLOWLY);
  await driver.untilLines((lines) => lines.some((line) => line.includes('"path":"turn/2/model/1"')));
  return { driver, home };
}

const eventsIn = (stdout: string) =>
  parseLines<RunEvent | Report>(stdout.slice(0, stdout.lastIndexOf('\n') + 1)).filter((line) => 'type' in line);

async function readOnlyRun(home: TuttiHome): Promise<RunSummary> {
  const { runs } = await home.read<{ runs: RunSummary[] }>('runs');
  expect(runs).toHaveLength(1);
  return runs[0]!;
}

/** Without the looks at what tools there are: which of them an agent has is not what is shown here. */
const stepsOf = (events: readonly RunEvent[]) =>
  events.flatMap((event) =>
    (event.type === 'step.completed' || event.type === 'step.failed') && event.kind !== 'tools' ? [event.path] : [],
  );

describe('a run that is interrupted', () => {
  it('is cancelled by Ctrl-C and says where it stopped', async () => {
    const { driver, home } = await startInTheMiddle();
    driver.kill('SIGINT');
    const { code, stdout, stderr } = await driver.ended;
    expect(code).toBe(130);
    const report = parseLines<Report>(stdout).at(-1)!;
    expect(report.state).toMatchObject({ status: 'cancelled', stoppedAt: ['turn/2/model/1'] });
    expect(stderr).toContain('Cancelling');
    expect(await readOnlyRun(home)).toMatchObject({ status: 'cancelled' });
  });

  it('is left by the second Ctrl-C whatever it is at, and resume ends it', async () => {
    const { driver, home } = await startInTheMiddle();
    driver.kill('SIGINT');
    await driver.untilLines((lines) => lines.some((line) => line.includes('run.cancel_requested')));
    driver.kill('SIGINT');
    expect((await driver.ended).code).toBe(130);
    await home.run('resume');
    expect(await readOnlyRun(home)).toMatchObject({ status: 'cancelled' });
  });

  it('is put to sleep by SIGTERM after the step under way, and resume ends it', async () => {
    const { driver, home } = await startInTheMiddle();
    driver.kill('SIGTERM');
    const { code, stdout } = await driver.ended;
    expect(code).toBe(143);
    const before = eventsIn(stdout);
    // The model call that was under way ended and counts.
    expect(stepsOf(before)).toEqual(['turn/1/model/1', 'turn/2/model/1']);
    expect(before.at(-1)).toMatchObject({ type: 'run.parked' });
    const { run } = await readOnlyRun(home);
    expect((await home.run('resume', run)).code).toBe(0);
    const after = eventsIn((await home.run('events', run, '--json')).stdout);
    expect(after.slice(0, before.length)).toEqual(before);
    expect(stepsOf(after)).toEqual(['turn/1/model/1', 'turn/2/model/1', 'turn/3/model/1']);
  });

  it('goes on after kill -9 without doing a recorded step again', async () => {
    const { driver, home } = await startInTheMiddle();
    driver.kill('SIGKILL');
    const { signal, stdout } = await driver.ended;
    expect(signal).toBe('SIGKILL');
    const acknowledged = eventsIn(stdout);
    const { run } = await readOnlyRun(home);
    const resumed = await home.run('resume', run, '--json');
    expect(resumed.code).toBe(0);
    const journal = eventsIn(resumed.stdout);
    expect(journal.slice(0, acknowledged.length)).toEqual(acknowledged);
    expect(stepsOf(journal)).toEqual(['turn/1/model/1', 'turn/2/model/1', 'turn/3/model/1']);
    expect(await home.read('verify')).toMatchObject({ runs: 1, broken: [] });
  });

  it.each(['before-append', 'after-append', 'before-act', 'after-act'])(
    'goes on after it died at the failpoint %s',
    async (point) => {
      const home = new TuttiHome();
      const driver = home.start(['run', 'Work out 12*7 for the harbour', '--agents', 'analysis,qa'], {
        TUTTI_FAILPOINT: `${point}:*:3`,
      });
      expect((await driver.ended).signal).toBe('SIGKILL');
      const { run } = await readOnlyRun(home);
      expect((await home.run('resume')).code).toBe(0);
      const journal = eventsIn((await home.run('events', run, '--json')).stdout);
      const steps = stepsOf(journal);
      expect(new Set(steps).size).toBe(steps.length);
      expect(journal.at(-1)).toMatchObject({ type: 'run.completed' });
    },
  );
});

describe('a data directory in use', () => {
  it('names the process that holds it, and a paused run waits for resume', async () => {
    const { driver, home } = await startInTheMiddle();
    for (const command of [['runs'], ['cancel', 'abcdef'], ['pause', 'abcdef'], ['run', 'x']]) {
      const { code, stderr } = await home.run(...command);
      expect(code).toBe(5);
      expect(stderr).toContain('code    store_locked');
      expect(stderr).toContain(`process ${driver.pid} on`);
      expect(stderr).toContain('Ctrl-C where that process runs');
    }
    driver.kill('SIGKILL');
    await driver.ended;
    const { run } = await readOnlyRun(home);
    expect((await home.run('pause', run, '--reason', 'lunch')).code).toBe(0);
    expect(await readOnlyRun(home)).toMatchObject({ status: 'paused' });
    const everything = await home.run('resume');
    expect(everything.code).toBe(4);
    expect(everything.stdout).toContain('paused');
    expect((await home.run('resume', run)).code).toBe(0);
    expect(await readOnlyRun(home)).toMatchObject({ status: 'completed' });
  });

  it('lets a run that nobody drives be cancelled, and retried as another run', async () => {
    const { driver, home } = await startInTheMiddle();
    driver.kill('SIGKILL');
    await driver.ended;
    const { run } = await readOnlyRun(home);
    const cancelled = await home.run('cancel', run, '--reason', 'no longer wanted');
    expect(cancelled.code).toBe(0);
    expect(cancelled.stdout).toContain('no longer wanted');
    const retried = await home.run('retry', run, '--json');
    expect(retried.code).toBe(0);
    const events = eventsIn(retried.stdout);
    const reused = events.filter((event) => event.type === 'step.completed' && event.reused === true);
    expect(stepsOf(reused)).toEqual(['turn/1/model/1']);
    expect(stepsOf(events)).toEqual(['turn/1/model/1', 'turn/2/model/1', 'turn/3/model/1']);
  });
});

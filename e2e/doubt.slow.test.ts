import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { RunEvent, RunState, RunSummary } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { parseLines, TuttiHome } from './tutti-process.ts';

const PATH = 'turn/1/tool/1';

/** The process died between the intent and the outcome of an effect that cannot be undone. */
async function dieWhileSending(home: TuttiHome): Promise<string> {
  await home.run('runs');
  const { signal } = spawnSync(process.execPath, [join(import.meta.dirname, 'doubt-driver.ts'), home.directory]);
  expect(signal).toBe('SIGKILL');
  const { runs } = await home.read<{ runs: RunSummary[] }>('runs');
  return runs[0]!.run;
}

describe('an effect that may have happened', () => {
  it('is put before a person, who answers, and only then does the run go on', async () => {
    const home = new TuttiHome();
    const run = await dieWhileSending(home);
    const resumed = await home.run('resume', run);
    expect(resumed.code).toBe(4);
    expect(resumed.stdout).toContain(`tutti answer ${run} ${PATH} happened|not-happened`);
    const { state } = await home.read<{ state: RunState }>('show', run);
    expect(Object.keys(state.doubts)).toEqual([PATH]);
    expect((await home.run('show', run)).stdout).toContain(`In doubt whether ${PATH} happened (crash)`);

    const elsewhere = await home.run('answer', run, 'turn/1/tool/2', 'happened');
    expect(elsewhere.code).toBe(3);
    expect(elsewhere.stderr).toContain('code    step_not_found');

    const answered = await home.run('answer', run, PATH, 'happened', '--json');
    expect(answered.code).toBe(0);
    const events = parseLines<RunEvent>((await home.run('events', run, '--json')).stdout);
    const resolved = events.filter((event) => event.type === 'effect.resolved');
    expect(resolved).toMatchObject([{ path: PATH, how: 'person', verdict: 'happened', by: state.by }]);
    expect(events.filter(({ type }) => type === 'effect.intended')).toHaveLength(1);
    expect(events.at(-1)).toMatchObject({ type: 'run.completed' });
  });
});

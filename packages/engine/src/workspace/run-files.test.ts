import { AgentId, RunId, type RunPlace } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { RunError } from '../errors.ts';
import type { KeepAsk, WorkspaceAsk, Workspaces } from '../ports/workspace.ts';
import type { Program } from '../run/program.ts';
import { SimClock } from '../testing/sim-clock.ts';
import { TEST_PRINCIPAL, TestStage } from '../testing/test-stage.ts';
import { RunFiles } from './run-files.ts';

const coding = AgentId.parse('coding');
const REPOSITORY = { repository: '/srv/project' };

/** One machine, which refuses what lies on another. */
class Machine implements Workspaces {
  readonly opened: WorkspaceAsk[] = [];
  readonly kept: KeepAsk[] = [];
  place: RunPlace = { id: 'one', host: 'first.example.org' };

  async open(ask: WorkspaceAsk) {
    this.#assertHere(ask);
    this.opened.push(ask);
    return { place: this.place, kind: 'git' as const, base: 'base', folder: `/data/${ask.run}` };
  }

  async keep(ask: KeepAsk) {
    this.#assertHere(ask);
    this.kept.push(ask);
    const version = `version-${this.kept.length}`;
    const before = ask.from ?? 'base';
    return { place: this.place, version, before, agent: ask.agent, at: 1, count: 1, changes: [], leftOut: [] };
  }

  #assertHere({ run, place }: WorkspaceAsk): void {
    if (place && place.id !== this.place.id)
      throw new RunError('workspace_elsewhere', `${run} lies on ${place.host}`, { nothingHappened: true });
  }
}

function createStage(machine: Machine, clock?: SimClock) {
  const program: Program<{ fail: boolean }> = {
    name: 'write',
    version: 1,
    input: z.object({ fail: z.boolean() }),
    async run(scope, { input }) {
      const files = new RunFiles(machine, scope, { wish: REPOSITORY });
      await files.begin(scope);
      await files.keep(scope, coding);
      await scope.waitFor({ key: 'message:go', payload: z.string() });
      if (input.fail) throw new RunError('step_failed', 'no');
      const { version } = await files.keep(scope, coding);
      return { output: version, labels: [] };
    },
  };
  return new TestStage({ programs: [program as Program], ...(clock && { clock }) });
}

describe('the files of a run', () => {
  it('are those that came with its task, whenever its folder is made', async () => {
    const machine = new Machine();
    const given = [{ path: 'orders.csv', content: 'YQoxCg==' }];
    const { tenant } = TEST_PRINCIPAL;
    const files = new RunFiles(machine, { tenant, run: RunId.parse(`run_${'0'.repeat(36)}`) }, { given });
    await files.open(new AbortController().signal);
    expect(machine.opened).toMatchObject([{ given, wish: undefined }]);
  });

  it('are opened and kept as steps, and none of it happens again on replay', async () => {
    const machine = new Machine();
    const { stage, run } = await begin(machine);
    await go(stage, run);
    const { output } = await stage.ended(run);
    expect(output).toMatchObject({ value: 'version-2' });
    expect(machine.opened).toHaveLength(1);
    expect(machine.kept.map(({ from, base, place }) => ({ from, base, place: place?.id }))).toEqual([
      { from: undefined, base: 'base', place: 'one' },
      { from: 'version-1', base: 'base', place: 'one' },
    ]);
    expect(new Set(machine.kept.map(({ key }) => key)).size).toBe(2);
  });

  it('are waited for where the journal says that they lie elsewhere: the run goes on with the worker that has them', async () => {
    const clock = new SimClock();
    const machine = new Machine();
    const { stage, run } = await begin(machine, clock);
    machine.place = { id: 'two', host: 'second.example.org' };
    await go(stage, run);
    for (let count = 0; count < 3; count++) {
      const told = () => stage.events(run).then((events) => events.filter(({ type }) => type === 'step.retried'));
      await expect.poll(async () => (await told()).length).toBe(count + 1);
      expect(await stage.asleep(run)).toMatchObject({ status: 'waiting' });
      expect((await told()).at(-1)).toMatchObject({
        error: { code: 'workspace_elsewhere', message: expect.stringContaining('first.example.org') },
      });
      clock.advance(600_000);
    }
    machine.place = { id: 'one', host: 'first.example.org' };
    stage.restart();
    clock.advance(600_000);
    expect(await stage.ended(run)).toMatchObject({ status: 'completed', output: { value: 'version-2' } });
    expect(machine.kept).toHaveLength(2);
  });

  it('do not hold up a cancel while they are waited for', async () => {
    const clock = new SimClock();
    const machine = new Machine();
    const { stage, run } = await begin(machine, clock);
    machine.place = { id: 'two', host: 'second.example.org' };
    await go(stage, run);
    await expect.poll(() => stage.types(run)).toContain('step.retried');
    await stage.asleep(run);
    await stage.engine.cancel(TEST_PRINCIPAL, run, 'that machine is gone');
    expect(await stage.ended(run)).toMatchObject({ status: 'cancelled' });
  });

  async function begin(machine: Machine, clock?: SimClock) {
    const stage = createStage(machine, clock);
    const run = await stage.submit('write', { fail: false });
    await stage.asleep(run);
    return { stage, run };
  }

  /** As a process would that knows nothing but the journal. */
  async function go(stage: TestStage, run: RunId): Promise<void> {
    stage.restart();
    await stage.engine.send(TEST_PRINCIPAL, run, { key: 'message:go', payload: 'go' });
  }
});

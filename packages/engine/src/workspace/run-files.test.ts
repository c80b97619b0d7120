import type { RunId, RunPlace } from '@tutti/protocol';
import { AgentId } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { RunError } from '../errors.ts';
import type { KeepAsk, WorkspaceAsk, Workspaces } from '../ports/workspace.ts';
import type { Program } from '../run/program.ts';
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
    if (place && place.id !== this.place.id) throw new RunError('workspace_elsewhere', `${run} lies on ${place.host}`);
  }
}

function createStage(machine: Machine) {
  const program: Program<{ fail: boolean }> = {
    name: 'write',
    version: 1,
    input: z.object({ fail: z.boolean() }),
    async run(scope, { input }) {
      const files = new RunFiles(machine, scope, REPOSITORY);
      await files.begin(scope);
      await files.keep(scope, coding);
      await scope.waitFor({ key: 'message:go', payload: z.string() });
      if (input.fail) throw new RunError('step_failed', 'no');
      const { version } = await files.keep(scope, coding);
      return { output: version, labels: [] };
    },
  };
  return new TestStage({ programs: [program as Program] });
}

describe('the files of a run', () => {
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

  it('are not looked for on a machine where the journal says that they are not', async () => {
    const machine = new Machine();
    const { stage, run } = await begin(machine);
    machine.place = { id: 'two', host: 'second.example.org' };
    await go(stage, run);
    const { status, error } = await stage.ended(run);
    expect(status).toBe('failed');
    expect(error).toMatchObject({
      code: 'workspace_elsewhere',
      message: expect.stringContaining('first.example.org'),
    });
    expect(machine.kept).toHaveLength(1);
  });

  async function begin(machine: Machine) {
    const stage = createStage(machine);
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

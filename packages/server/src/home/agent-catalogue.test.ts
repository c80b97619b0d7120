import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, systemClock, systemRandom, toTaskRequest, unpackPayload } from '@tutti/engine';
import { listOpenApprovals, type OpenApproval, RANDOM_BYTES, RunId, TaskId, toIdText } from '@tutti/protocol';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import * as z from 'zod';
import { AgentCatalogue } from './agent-catalogue.ts';
import { type Home, openHome } from './open-home.ts';

/** Looks again at once. */
const hasty: Clock = {
  now: () => systemClock.now(),
  at: (_, wake) => systemClock.at(systemClock.now() + 20, wake),
};
const PATIENT = { timeout: 30_000, interval: 50 };

interface AgentText {
  readonly purpose?: string;
  readonly aliases?: readonly string[];
}

function toFile(id: string, { purpose = 'Works.', aliases = [] }: AgentText = {}): string {
  return `---\nid: ${id}\naliases: [${aliases.join(', ')}]\npurpose: ${purpose}\ncapabilities: [work]\n---\nWork.\n`;
}

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tutti-catalogue-'));
  return () => rm(directory, { recursive: true, force: true });
});

async function write(path: string, text: string): Promise<void> {
  await mkdir(join(directory, path, '..'), { recursive: true });
  await writeFile(join(directory, path), text);
}

async function open(): Promise<AgentCatalogue & { readonly told: readonly string[] }> {
  const told: string[] = [];
  const [shipped, own] = [join(directory, 'shipped'), join(directory, 'agents')];
  const onProblem = ({ message }: Error) => void told.push(message);
  const catalogue = await AgentCatalogue.open({ shipped, own, clock: hasty, onProblem });
  catalogue.watch();
  onTestFinished(() => catalogue[Symbol.dispose]());
  return Object.assign(catalogue, { told });
}

describe('the agents of an installation', () => {
  beforeEach(async () => {
    await write('shipped/crew/coding.md', toFile('coding', { aliases: ['coder', 'programmer'] }));
    await write('shipped/crew/drafting.md', toFile('drafting', { aliases: ['writer'] }));
  });

  it('are those that come with it, where there is no folder of its own', async () => {
    const agents = await open();
    expect(agents.list().map(({ id }) => id)).toEqual(['coding', 'drafting']);
    expect(agents.problems).toEqual([]);
  });

  it('may be changed, and lose their aliases, to the own ones', async () => {
    await write('agents/drafting.md', toFile('drafting', { purpose: 'Drafts our way.' }));
    await write('agents/team/coder.md', toFile('coder', { aliases: ['programmer'] }));
    const agents = await open();
    expect(agents.list().map(({ id }) => id)).toEqual(['coder', 'coding', 'drafting']);
    expect(agents.get('drafting').purpose).toBe('Drafts our way.');
    expect(agents.get('programmer').id).toBe('coder');
    expect(() => agents.get('writer')).toThrow('there is no agent writer');
  });

  it('go on without a file that cannot be used, and say what is wrong with it', async () => {
    await write('agents/ann.md', toFile('ann'));
    await write('agents/bob.md', 'Bob works.');
    await write('agents/cid.md', toFile('cid', { aliases: ['coding'] }));
    await write('agents/dora.md', toFile('dora', { aliases: ['ann'] }));
    const agents = await open();
    expect(agents.list().map(({ id }) => id)).toEqual(['ann', 'coding', 'drafting']);
    expect(agents.problems).toEqual([
      expect.stringContaining('bob.md:1 '),
      expect.stringContaining('cid.md takes coding as an alias'),
      expect.stringContaining('ann.md and dora.md both hold an agent called ann'),
    ]);
    expect(agents.told).toEqual(agents.problems);
  });

  it('do not fall back to a shipped agent where its own version cannot be used', async () => {
    await write('agents/coding.md', 'no front matter');
    const agents = await open();
    expect(agents.list().map(({ id }) => id)).toEqual(['drafting']);
    expect(() => agents.get('coding')).toThrow(/there is no agent coding/);
    expect(() => agents.get('coder')).toThrow(/there is no agent coder/);
    expect(agents.problems).toEqual([expect.stringMatching(/Until it is mended, there is no agent coding\.$/)]);
    await write('agents/coding.md', toFile('coding', { purpose: 'Narrow.' }));
    await vi.waitFor(() => expect(agents.get('coding').purpose).toBe('Narrow.'), PATIENT);
  });

  it('go on where the folder cannot be read at all', async () => {
    await write('agents', 'no folder');
    const agents = await open();
    expect(agents.list()).toHaveLength(2);
    expect(agents.problems).toEqual([expect.stringContaining('ENOTDIR')]);
  });

  it('are read again without a restart when a file comes, changes or goes', { timeout: 120_000 }, async () => {
    const agents = await open();
    await write('agents/ann.md', toFile('ann', { purpose: 'Paints.' }));
    await vi.waitFor(() => expect(agents.get('ann').purpose).toBe('Paints.'), PATIENT);
    await write('agents/ann.md', toFile('ann', { purpose: 'Paints boats.' }));
    await vi.waitFor(() => expect(agents.get('ann').purpose).toBe('Paints boats.'), PATIENT);
    await write('agents/ann.md', '---\nid: ann\n');
    await vi.waitFor(() => expect(agents.problems).toHaveLength(1), PATIENT);
    expect(agents.problems[0]).toContain('what it held before goes on to count');
    expect(agents.get('ann').purpose).toBe('Paints boats.');
    await rm(join(directory, 'agents', 'ann.md'));
    await vi.waitFor(() => expect(agents.list()).toHaveLength(2), PATIENT);
    expect(agents.problems).toEqual([]);
    expect(agents.told).toHaveLength(1);
  });
});

describe('a run', () => {
  const Text = z.object({ text: z.string() });

  it('keeps the agents that it began with, whatever their files say by then', { timeout: 120_000 }, async () => {
    await write('agents/ann.md', toFile('ann', { purpose: 'Paints boats blue.', aliases: ['painter'] }));
    const run = await (async () => {
      await using home = await openStarted();
      const begun = await submit(home, 'painter');
      await untilOpen(home, begun);
      await write('agents/ann.md', toFile('ann', { purpose: 'Sinks boats quietly.' }));
      await vi.waitFor(() => expect(home.catalogue.get('ann').purpose).toBe('Sinks boats quietly.'), PATIENT);
      return begun;
    })();
    await using home = await openStarted();
    const first = await untilOpen(home, run);
    await answer(home, run, { open: first, decision: 'revise' });
    await answer(home, run, { open: await untilOpen(home, run, first.path), decision: 'approved' });
    expect(await resultOf(home, run)).toContain('ann (Paints boats blue)');

    const later = await submit(home, 'ann');
    await answer(home, later, { open: await untilOpen(home, later), decision: 'approved' });
    expect(await resultOf(home, later)).toContain('ann (Sinks boats quietly)');
  });

  async function openStarted(): Promise<Home> {
    const home = await openHome({ directory, clock: systemClock, random: systemRandom, rehearsalLatencyMs: 0 });
    home.engine.start();
    return home;
  }

  async function submit({ engine, principal, catalogue }: Home, agent: string): Promise<RunId> {
    const newId = (prefix: 'tsk' | 'run') => toIdText(prefix, systemClock.now(), systemRandom.bytes(RANDOM_BYTES));
    const ids = { task: TaskId.parse(newId('tsk')), run: RunId.parse(newId('run')) };
    const setting = { book: catalogue, ...ids };
    return engine.submit(principal, toTaskRequest({ goal: 'Paint the ferry', agents: [agent], review: true }, setting));
  }

  /** What waits in it, once that is something else than what stands at `after`. */
  function untilOpen({ engine, principal }: Home, run: RunId, after?: string): Promise<OpenApproval> {
    return vi.waitFor(async () => {
      const open = listOpenApprovals(await engine.getRun(principal, run)).find(({ path }) => path !== after);
      if (!open) throw new Error('nothing waits');
      return open;
    }, PATIENT);
  }

  function answer(
    { engine, principal }: Home,
    run: RunId,
    { open: { path, subject }, decision }: { open: OpenApproval; decision: 'revise' | 'approved' },
  ): Promise<void> {
    return engine.answerApproval(principal, run, { path, subject, decision, comment: 'again' });
  }

  async function resultOf({ engine, principal, store }: Home, run: RunId): Promise<string> {
    await engine.untilSettled(principal, run);
    const { output } = await engine.getRun(principal, run);
    return Text.parse(output && (await unpackPayload(output, principal.tenant, store))).text;
  }
});

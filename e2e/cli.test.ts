import { mkdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { applyRunEvent, type Execution, type RunEvent, type RunState, type RunSummary } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { type Ended, parseLines, TuttiHome } from './tutti-process.ts';

interface Report {
  readonly state: RunState;
  readonly executions: readonly Execution[];
  readonly output: { readonly text: string };
}
type Line = RunEvent | Report;

const foldOf = (events: readonly RunEvent[]) => events.reduce<RunState | undefined>(applyRunEvent, undefined);
const isEvent = (line: Line): line is RunEvent => 'type' in line;

async function finishRun(home: TuttiHome, ...args: string[]): Promise<Report & { events: RunEvent[] }> {
  const { code, stdout, stderr } = await home.run('run', ...args, '--json');
  if (code !== 0) throw new Error(stderr);
  const lines = parseLines<Line>(stdout);
  return { ...(lines.at(-1) as Report), events: lines.filter(isEvent) };
}

function expectError({ code, stdout, stderr }: Ended, exitCode: number, errorCode: string) {
  expect({ code, stdout }).toEqual({ code: exitCode, stdout: '' });
  expect(stderr).toMatch(/^error: /);
  expect(stderr).toContain(`code    ${errorCode}\n`);
  expect(stderr).toMatch(/\n {2}remedy {2}\S/);
  expect(stderr).not.toContain('    at ');
}

describe('tutti run', () => {
  it('shows what agents do in plain lines, marks every rehearsed line, and ends with totals of the journal', async () => {
    const home = new TuttiHome();
    const { code, stdout } = await home.run('run', 'Plan the harbour festival', '--agents', 'project,drafting');
    expect(code).toBe(0);
    expect(stdout).not.toMatch(/\p{Cc}(?<!\n)/u);
    const lines = stdout.split('\n');
    const from = lines.findIndex((line) => line.startsWith('Result')) + 1;
    const result = lines.slice(from, lines.indexOf('', from));
    expect(result.length).toBeGreaterThan(1);
    expect(result.filter((line) => !line.startsWith('rehearsal │'))).toEqual([]);
    expect(lines.filter((line) => line.includes('model rehearsal') && !line.includes('[rehearsal]'))).toEqual([]);
    const { runs } = await home.read<{ runs: RunSummary[] }>('runs');
    const { state, executions } = await home.read<Report>('show', runs[0]!.run);
    const tokens = executions.reduce((sum, { usage }) => sum + (usage ? usage.inputTokens + usage.outputTokens : 0), 0);
    expect(tokens).toBe(state.usage.inputTokens + state.usage.outputTokens);
    expect(state.steps.completed).toBeGreaterThanOrEqual(executions.length);
    expect(stdout).toContain(`completed  ${state.steps.completed} steps`);
    expect(stdout).toContain(`${tokens.toLocaleString('en-US')} tokens`);
    expect(stdout).toContain(`tutti show ${state.run}`);
  });

  it('lets a team vote, and says how; what its pattern does not know is refused before anything is written', async () => {
    const home = new TuttiHome();
    const vote = ['run', 'Tabs or spaces?', '--pattern', 'consensus', '--team', 'coding,testing', '--rounds', '1'];
    const { code, stdout } = await home.run(...vote);
    expect(code).toBe(0);
    const lines = stdout.split('\n');
    const told = lines.slice(lines.indexOf('How they worked') + 1);
    expect(told[0]).toMatch(/^rehearsal │ round 1: .* needed, \S+ decided$/);
    expectError(await home.run('run', 'x', '--pattern', 'parallel', '--rounds', '2'), 2, 'invalid_input');
    expect((await home.read<{ runs: RunSummary[] }>('runs')).runs).toHaveLength(1);
  });

  it('prints with --json one event a line that fold to the state that show gives', async () => {
    const home = new TuttiHome();
    const { events, state } = await finishRun(home, 'Compare 12*7 with 80', '--pattern', 'parallel');
    const shown = await home.read<Report>('show', state.run);
    const folded = JSON.parse(JSON.stringify(foldOf(events))) as RunState;
    expect(folded).toEqual(shown.state);
    expect(folded.hash).toBe(shown.state.hash);
    expect(state).toEqual(shown.state);
    const kept = parseLines<RunEvent>((await home.run('events', state.run, '--json')).stdout);
    expect(events).toEqual(kept);
    const rest = parseLines<RunEvent>((await home.run('events', state.run, '--json', '--after', '5')).stdout);
    expect(rest).toEqual(kept.slice(5));
  });

  it('rehearses the same words for the same seed, and others for another', async () => {
    const home = new TuttiHome();
    const goal = 'Plan the harbour festival with boats, music and fish';
    const [one, two, other] = [
      await finishRun(home, goal, '--seed', 'a'),
      await finishRun(home, goal, '--seed', 'a'),
      await finishRun(home, goal, '--seed', 'b'),
    ];
    expect(two.output.text).toBe(one.output.text);
    expect(other.output.text).not.toBe(one.output.text);
  });

  it('stops before it uses more tokens than its budget', async () => {
    const home = new TuttiHome();
    const { code, stdout } = await home.run('run', 'Plan the harbour festival', '--budget-tokens', '100', '--json');
    expect(code).toBe(1);
    const { state } = parseLines<Line>(stdout).at(-1) as Report;
    expect(state).toMatchObject({ status: 'failed', error: { code: 'budget_exceeded' }, usage: { inputTokens: 0 } });
  });
});

describe('reading commands', () => {
  it('find runs by status, words and parts of their ids, page by page', async () => {
    const home = new TuttiHome();
    const first = await finishRun(home, 'Paint the lighthouse');
    const second = await finishRun(home, 'Count the seagulls');
    const { runs, next } = await home.read<{ runs: RunSummary[]; next: string }>('runs', '--limit', '1');
    expect(runs.map(({ run }) => run)).toEqual([second.state.run]);
    const page = await home.read<{ runs: RunSummary[]; next: null }>('runs', '--limit', '1', '--cursor', next);
    expect(page).toMatchObject({ runs: [{ run: first.state.run }], next: null });
    const found = await home.read<{ runs: RunSummary[] }>('runs', '--search', 'lighthouse', '--status', 'completed');
    expect(found.runs.map(({ run }) => run)).toEqual([first.state.run]);
    const short = await home.read<Report>('show', second.state.run.slice(-6));
    expect(short.state.run).toBe(second.state.run);
    expectError(await home.run('show', 'run_0'), 2, 'invalid_input');
    // Both began within the same quarter of an hour, so their ids begin alike.
    const ambiguous = await home.run('show', first.state.run.slice(0, 'run_'.length + 6));
    expectError(ambiguous, 2, 'invalid_input');
    for (const { run } of [first.state, second.state]) expect(ambiguous.stderr).toContain(run);
    const mistyped = await home.run('show', `${first.state.run.slice(-8, -1)}u`);
    expectError(mistyped, 3, 'run_not_found');
    expect(mistyped.stderr).toContain(first.state.run);
  });

  it('show the timeline, print artefacts as they are, and verify the journals', async () => {
    const home = new TuttiHome();
    const { state, output } = await finishRun(home, 'Paint the lighthouse');
    const shown = (await home.run('show', state.run)).stdout;
    for (const text of ['turn/1/model/1', 'turn/3/model/1', 'labels rehearsal', 'result.md', state.hash.slice(0, 12)])
      expect(shown).toContain(text);
    expect((await home.run('artefact', state.run, 'result.md')).stdout).toBe(output.text);
    expectError(await home.run('artefact', state.run, 'nothing.md'), 3, 'artefact_not_found');
    expect(await home.read('verify')).toEqual({ runs: 1, events: state.seq, broken: [] });
    expect((await home.run('agents', 'project')).stdout).toContain('project');
  });
});

describe('tutti agents', () => {
  it('lists those that are meant, and shows one by any of its names', async () => {
    const home = new TuttiHome();
    const list = (...args: string[]) => home.read<{ id: string }[]>('agents', ...args);
    expect(await list()).toHaveLength(86);
    expect(await list('--suite', 'pygent-factory')).toHaveLength(3);
    const reviewers = await list('--category', 'development', '--capability', 'code_review');
    expect(reviewers.map(({ id }) => id)).toContain('code-review');
    expect((await home.run('agents', '--search', 'no such thing')).stdout).toContain('No agent matches.');
    expectError(await home.run('agents', '--role', 'king'), 2, 'invalid_input');
    const { stdout } = await home.run('agents', 'CodeReview');
    for (const text of ['also called', 'reviewer', 'asks before', 'hands over to', 'coding', 'for example'])
      expect(stdout).toContain(text);
    const { state } = await finishRun(home, 'Paint the lighthouse', '--agents', 'writer,code_review');
    expect(state.input).toMatchObject({ value: { agents: ['drafting', 'code-review'] } });
  });

  it('takes in a file of the directory, and says what is wrong with another', async () => {
    const home = new TuttiHome();
    mkdirSync(join(home.directory, 'agents'), { recursive: true });
    const text = '---\nid: clerk\npurpose: Answers letters.\ncapabilities: [letters]\n---\nAnswer.\n';
    writeFileSync(join(home.directory, 'agents', 'clerk.md'), text);
    writeFileSync(join(home.directory, 'agents', 'broken.md'), text);
    const { stdout, stderr } = await home.run('agents', '--search', 'letters', '--json');
    expect(JSON.parse(stdout)).toEqual(expect.arrayContaining([expect.objectContaining({ id: 'clerk' })]));
    expect(stderr).toContain('broken.md holds the agent clerk. Name the file clerk.md.');
    await finishRun(home, 'Answer the harbour', '--agents', 'clerk');
    expect((await home.run('doctor')).stdout).toContain('broken.md');
  });
});

describe('refusals', () => {
  it('name what was wrong, a code, a remedy and the nearest thing that exists', async () => {
    const home = new TuttiHome();
    const refused = (...args: string[]) => home.run(...args);
    const unknownAgent = await refused('run', 'x', '--agents', 'plannr');
    expectError(unknownAgent, 2, 'unknown_agent');
    expect(unknownAgent.stderr).toContain('project');
    const unknownPattern = await refused('run', 'x', '--pattern', 'paralel');
    expectError(unknownPattern, 2, 'unknown_pattern');
    expect(unknownPattern.stderr).toContain('nearest is parallel');
    const unknownCommand = await refused('rnu', 'x');
    expectError(unknownCommand, 2, 'invalid_input');
    expect(unknownCommand.stderr).toContain('Did you mean run?');
    expectError(await refused('show', 'abcdefgh'), 3, 'run_not_found');
    expectError(await refused('run', '  '), 2, 'invalid_input');
    expectError(await refused('run', 'x', '--deadline', 'soon'), 2, 'invalid_input');
    expectError(await refused('runs', '--status', 'runing'), 2, 'invalid_input');
  });

  it('are JSON on stderr with --json', async () => {
    const home = new TuttiHome();
    const { code, stdout, stderr } = await home.run('show', 'abcdefgh', '--json');
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'run_not_found', remedy: expect.any(String) } });
  });

  it('keep to the state of the run', async () => {
    const home = new TuttiHome();
    const { state } = await finishRun(home, 'Paint the lighthouse', '--agents', 'project');
    expectError(await home.run('cancel', state.run), 4, 'run_finished');
    expectError(await home.run('resume', state.run), 4, 'run_finished');
    expectError(await home.run('answer', state.run, 'turn/1/tool/1', 'perhaps'), 2, 'invalid_input');
    expect((await home.run('resume')).stdout).toContain('Nothing is unfinished');
  });
});

describe('the data directory', () => {
  it('keeps the identity of its owner to the owner', async () => {
    const home = new TuttiHome();
    await home.run('runs');
    expect(statSync(join(home.directory, 'identity.json')).mode & 0o777).toBe(0o600);
  });

  it('is refused when it cannot be written', async () => {
    const home = new TuttiHome();
    writeFileSync(join(home.directory, 'file'), '');
    expectError(await home.run('runs', '--data-dir', join(home.directory, 'file')), 5, 'store_read_only');
  });

  it('is refused when its database or its identity is damaged', async () => {
    const home = new TuttiHome();
    await finishRun(home, 'Paint the lighthouse', '--agents', 'project');
    truncateSync(join(home.directory, 'tutti.db'), 20_000);
    expectError(await home.run('runs'), 5, 'store_corrupt');
    writeFileSync(join(home.directory, 'identity.json'), 'not json');
    expectError(await home.run('runs'), 5, 'store_corrupt');
  });

  it('is refused when a newer version wrote it', async () => {
    const home = new TuttiHome();
    await home.run('runs');
    const database = new DatabaseSync(join(home.directory, 'tutti.db'));
    database.exec('PRAGMA user_version = 9999');
    database.close();
    expectError(await home.run('runs'), 5, 'store_too_new');
  });
});

describe('tutti demo', () => {
  it('tells numbers that are in the journals, and ends well without a terminal', async () => {
    const home = new TuttiHome();
    const { code, stdout } = await home.run('demo', '--data-dir', home.directory);
    expect(code).toBe(0);
    const { runs } = await home.read<{ runs: RunSummary[] }>('runs');
    expect(runs.map(({ status }) => status)).toEqual(['completed', 'completed', 'completed']);
    const [killed] = runs;
    const events = parseLines<RunEvent>((await home.run('events', killed!.run, '--json')).stdout);
    const takeover = events.findIndex(({ type }) => type === 'run.claimed');
    const stepsIn = (part: readonly RunEvent[]) => part.filter(({ type }) => type === 'step.completed').length;
    const before = stepsIn(events.slice(0, takeover));
    expect(takeover).toBeGreaterThan(0);
    expect(stdout).toContain(`recorded before the kill    ${before} step`);
    expect(stdout).toContain(`run after it                ${stepsIn(events) - before} step`);
    expect(stdout).toMatch(/of those run again {10}0\n/);
    expect(stdout).toMatch(/reported events lost {8}0 of \d+\n/);
  });
});

/** The product at work, in a data directory of its own. Every number that it tells is counted in the journals. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandContext } from '../command-context.ts';
import { KilledRun } from '../demo/killed-run.ts';
import { EXIT } from '../exit-code.ts';
import { LocalDesk } from '../desk/local-desk.ts';
import { driveRuns } from '../runs/drive-runs.ts';
import { writeLine } from '../terminal.ts';
import { formatCount } from '../view/format-usage.ts';
import { toShortId } from '../view/short-id.ts';
import { createStyle, type Style } from '../view/style.ts';
import { runTeam, toTask } from './run.ts';

export interface DemoOptions {
  readonly dataDir?: string;
}

const GOAL = 'Plan a harbour festival for 300 guests with a budget of 12*450 euros';
const STEPS_BEFORE_KILL = 2;
const LEAST_LATENCY_MS = 6;

export async function demoCommand(context: CommandContext, options: DemoOptions): Promise<number> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'tutti-demo-')));
  const say = createTeller(context);
  const codes = [await showTeams(context, dataDir, say), await showCrash(context, dataDir, say)];
  say.heading('Look further');
  say.line(`All of these runs:  npx tutti runs --data-dir ${JSON.stringify(dataDir)}`);
  say.line('One of your own:    npx tutti run "your goal"');
  say.line('Everything else:    npx tutti --help');
  return codes.find((code) => code !== EXIT.done) ?? EXIT.done;
}

interface Teller {
  readonly style: Style;
  heading(text: string): void;
  line(text: string): void;
}

function createTeller({ terminal: { out } }: CommandContext): Teller {
  const style = createStyle(out.color);
  return {
    style,
    heading: (text) => writeLine(out, `\n${style.bold(style.cyan(`── ${text}`))}`),
    line: (text) => writeLine(out, text),
  };
}

async function showTeams(context: CommandContext, dataDir: string, say: Teller): Promise<number> {
  say.line('No model is asked: the rehearsal model speaks, a stand-in that understands nothing and says so.');
  await using desk = await LocalDesk.open(at(context, dataDir));
  const show = async (pattern: string, agents: string) => {
    const task = toTask(context, GOAL, { agents, pattern });
    return runTeam(context, desk, { task, brief: true });
  };
  say.heading('Three agents, one after the other: each gets what those before it wrote');
  const sequential = await show('sequential', 'project,drafting,editing');
  say.heading('Three agents at once: a branch each, joined at the end');
  const parallel = await show('parallel', 'research,analysis,qa');
  return sequential === EXIT.done ? parallel : sequential;
}

async function showCrash(context: CommandContext, dataDir: string, say: Teller): Promise<number> {
  say.heading('kill -9 in the middle of a run');
  const killed = await KilledRun.begin(dataDir, {
    goal: GOAL,
    killAfter: STEPS_BEFORE_KILL,
    latencyMs: Math.max(context.config.rehearsalLatencyMs, LEAST_LATENCY_MS),
  });
  say.line(
    `Process ${killed.pid} drove run ${toShortId(killed.run)} and was killed after it had reported ${formatCount(killed.reported.length, 'event')}.`,
  );
  say.line('This process takes the run over:\n');
  await using desk = await LocalDesk.open(at(context, dataDir));
  const begun = watchBegun(desk);
  const code = await driveRuns(context, desk, { runs: [killed.run], json: false, brief: true, onInterrupt: 'cancel' });
  const journal = await Array.fromAsync(desk.readEvents(killed.run));
  const { recordedBefore, lost, repeated, twice, after } = killed.compare(journal, begun);
  say.line('');
  say.line(`recorded before the kill    ${formatCount(recordedBefore, 'step')}`);
  say.line(`of those run again          ${repeated}`);
  say.line(`run after it                ${formatCount(after, 'step')}`);
  say.line(`recorded twice              ${twice}`);
  say.line(`reported events lost        ${lost} of ${killed.reported.length}`);
  say.line(say.style.dim(`npx tutti show ${killed.run} --data-dir ${JSON.stringify(dataDir)}`));
  return lost + repeated + twice === 0 ? code : EXIT.failed;
}

/** The paths of all steps that this process really runs. */
function watchBegun({ home: { hub } }: LocalDesk): ReadonlySet<string> {
  const begun = new Set<string>();
  hub.listen((notice) => {
    if (notice.type === 'step.began') begun.add(notice.path);
  });
  return begun;
}

/** It plays in a directory of its own and costs nothing, whatever server, database or provider is there. */
function at(context: CommandContext, dataDirectory: string): CommandContext {
  const { serverConfig } = context.config;
  const models = { ...serverConfig.models, use: 'rehearsal' as const };
  const config = { ...context.config, dataDirectory, database: undefined, serverConfig: { ...serverConfig, models } };
  return { ...context, config };
}

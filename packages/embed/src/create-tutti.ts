/** The entry point: a whole installation inside a program, in a directory of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Clock, InvalidInputError, type Model, type Models, systemClock, systemRandom } from '@tutti/engine';
import { type OpenApproval, type RunId, StepPath } from '@tutti/protocol';
import { loadConfig } from '@tutti/server/config';
import { analyzeGoal, type Home, isReady, openHome } from '@tutti/server/home';
import { type Approve, ApprovalDesk, type Decision } from './approval-desk.ts';
import { type Environment, readEnvironment } from './config.ts';
import type { DefinedAgent } from './define-agent.ts';
import type { DefinedTool } from './define-tool.ts';
import { findModel } from './find-model.ts';
import { readFinishedRun } from './finished-run.ts';
import { createOwnModels } from './own-models.ts';
import { createOwnRuntimes } from './own-runtimes.ts';
import { submitRun } from './submit-run.ts';
import { createOwnTools, createTeamBook, openTeamBook } from './team-book.ts';
import type { Tutti } from './tutti.ts';
import { watchRun } from './watch-run.ts';

export interface TuttiOptions {
  /**
   * Where everything is kept: the next program that opens it goes on with the runs of this one, also after a `kill -9`. One
   * process at a time. Absent: a temporary folder, which is taken away when this is closed.
   */
  readonly directory?: string;
  /** All that runs may name, beside those that come with Tutti; a run that goes on needs its functions here, too. */
  readonly agents?: readonly DefinedAgent<unknown>[];
  /** For agents that name them. Those of the agents above need not be here. */
  readonly tools?: readonly DefinedTool[];
  /** In the place of all others: no provider is looked for, and no key is read. */
  readonly models?: readonly Model[];
  /** Decides what runs ask. Absent: whoever waits for a run that asks gets a DecisionNeededError. */
  readonly approve?: Approve;
  /** In the place of this process's environment, from which keys of providers are taken; `{}` for none. DATABASE_URL is not heeded. */
  readonly environment?: Environment;
  /** By which runs wait; for tests. */
  readonly clock?: Clock;
  /** Hears of what troubles the installation as a whole. */
  readonly onProblem?: (error: unknown) => void;
}

/** `await using tutti = await createTutti({ agents: [cook] })` */
export async function createTutti(options: TuttiOptions = {}): Promise<Tutti> {
  const place = await openPlace(options.directory);
  try {
    const { models, clock = systemClock } = options;
    const own = models && createOwnModels(models, { clock, random: systemRandom });
    const home = await openOwnHome({ ...options, clock }, place.directory, own);
    return await open(home, { ...options, routing: own ?? home.models.routing }, () => place.close());
  } catch (error) {
    await place.close();
    throw error;
  }
}

interface Place {
  readonly directory: string;
  close(): Promise<void>;
}

async function openPlace(wished: string | undefined): Promise<Place> {
  if (wished !== undefined) return { directory: resolve(wished), close: async () => {} };
  const directory = await mkdtemp(join(tmpdir(), 'tutti-'));
  return { directory, close: () => rm(directory, { recursive: true, force: true }) };
}

type WithClock = TuttiOptions & { readonly clock: Clock };

async function openOwnHome(options: WithClock, directory: string, models: Models | undefined): Promise<Home> {
  const { agents = [], tools = [], clock, environment = readEnvironment() } = options;
  // That of the program itself may stand there, and it is for its own tables.
  const config = await loadConfig({
    environment: { ...environment, DATABASE_URL: undefined },
    options: { 'data-dir': directory },
  });
  if (config.databaseUrl !== undefined)
    throw new InvalidInputError(
      `config.yaml in ${directory} names a database: a program works in a directory`,
      'directory',
    );
  const { mcpFile, connections, concurrentRuns, runsPerTenant } = config;
  return openHome({
    directory,
    clock,
    random: systemRandom,
    rehearsalLatencyMs: 0,
    mcpFile,
    connections,
    concurrentRuns,
    runsPerTenant,
    ...(!models && { models: config.models }),
    own: {
      tools: createOwnTools(tools, agents),
      runtimes: createOwnRuntimes(agents),
      models,
    },
  });
}

interface OpenOptions extends TuttiOptions {
  /** Who chooses among the models. */
  readonly routing: Models;
}

async function open(home: Home, options: OpenOptions, close: () => Promise<void>): Promise<Tutti> {
  const { engine, principal, hub } = home;
  const { agents = [], approve, onProblem, routing } = options;
  const closed = new AbortController();
  try {
    // A slip in them is told now, and not by the first run.
    createTeamBook(agents, []);
    const desk = new ApprovalDesk(home, approve);
    if (onProblem) hub.onProblem(({ error }) => onProblem(error));
    engine.start();
    await desk.lookAtAll();
    const start: Tutti['start'] = (wish) => submitRun(home, agents, wish);
    const finished: Tutti['finished'] = (run) => waitForEnd(home, desk, run);
    const getAgent: Tutti['getAgent'] = async (name) => (await openTeamBook(home, agents)).get(name);
    return {
      directory: home.directory,
      start,
      finished,
      run: async (wish) => finished(await start(wish)),
      watch: (run, { signal, ...from } = {}) =>
        watchRun(home, run, { ...from, signal: signal ? AbortSignal.any([signal, closed.signal]) : closed.signal }),
      getRun: (run) => engine.getRun(principal, run),
      readEvents: (run) => engine.readEvents(principal, run),
      analyze: async (goal, { most } = {}) =>
        analyzeGoal(home, principal, {
          goal,
          book: await openTeamBook(home, agents),
          ...(most !== undefined && { most }),
        }),
      getAgent,
      isReady: async (name) => isReady(await getAgent(name), home.runtimes),
      findModel: async (name, complexity = 'medium') =>
        findModel(routing, principal, { agent: await getAgent(name), complexity }),
      decide: (approval: OpenApproval, decision: Decision) => desk.answer(approval, decision),
      retry: (run, { from } = {}) =>
        engine.retry(principal, run, from === undefined ? {} : { from: StepPath.parse(from) }),
      pause: (run, reason) => engine.pause(principal, run, reason),
      resume: (run) => engine.resume(principal, run),
      cancel: (run, reason) => engine.cancel(principal, run, reason),
      async [Symbol.asyncDispose]() {
        closed.abort();
        desk[Symbol.dispose]();
        await home[Symbol.asyncDispose]();
        await close();
      },
    };
  } catch (error) {
    await home[Symbol.asyncDispose]();
    throw error;
  }
}

async function waitForEnd(home: Home, desk: ApprovalDesk, run: RunId) {
  await desk.untilEnd(run);
  return readFinishedRun(home, run);
}

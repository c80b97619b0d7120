/**
 * A data directory or a database opened by this process. It drives the runs of a directory, and those of a database where
 * nobody else does: a short-lived worker among others would only take runs from them that it cannot end.
 */
import { createHash } from 'node:crypto';
import { listNamed, RunError, toTaskRequest, unpackPayload } from '@tutti/engine';
import {
  type ArtefactId,
  Hash,
  type IdPrefix,
  RANDOM_BYTES,
  RunId,
  type RunEvent,
  type TaskAnalysis,
  TaskId,
  toCanonicalText,
  toIdText,
} from '@tutti/protocol';
import {
  drivesRuns,
  type NewTaskBody,
  type RunDetail,
  toBudget,
  toInstant,
  toRunDetail,
  toRunView,
  toWorkerView,
  type WorkerView,
} from '@tutti/protocol/api';
import { followShared, type Home, openHome, resolveWish, toDatabaseName } from '@tutti/server/home';
import type { CommandContext } from '../command-context.ts';
import { toHomeOptions } from '../parse-config.ts';
import { CommandError } from '../report-error.ts';
import type { Desk, FollowOptions, RetryWish, RunList, RunListFilter, TroubleListener } from './desk.ts';
import { type AgentDesk, createAgentDesk } from './agent-desk.ts';
import { createLocalCaller } from './local-caller.ts';
import type { KeyDesk } from './key-desk.ts';
import { LocalKeys } from './local-keys.ts';
import { LocalReviews } from './local-reviews.ts';
import type { ReviewDesk } from './review-desk.ts';
import { createModelDesk, type ModelDesk } from './model-desk.ts';
import { createFileDesk, type FileDesk } from './file-desk.ts';
import { createToolPolicyDesk, type ToolPolicyDesk } from './tool-policy-desk.ts';
import { createToolServerDesk, type ToolServerDesk } from './tool-server-desk.ts';
import { followLocally } from './follow-locally.ts';
import { watchDisk } from './watch-disk.ts';

const PAGE = 200;
const ENDED_WITHIN_MS = 86_400_000;

export class LocalDesk implements Desk {
  readonly home: Home;
  readonly drivesHere: boolean;
  readonly drivers = 'a worker';
  readonly models: ModelDesk;
  readonly policy: ToolPolicyDesk;
  readonly toolServers: ToolServerDesk;
  readonly files: FileDesk;
  readonly agents: AgentDesk;
  readonly reviews: ReviewDesk;
  readonly keys: KeyDesk;
  readonly #context: CommandContext;

  static async open(context: CommandContext): Promise<LocalDesk> {
    const home = await openHome(toHomeOptions(context));
    try {
      return new LocalDesk(context, home, await isDrivenElsewhere(home));
    } catch (error) {
      await home[Symbol.asyncDispose]();
      throw error;
    }
  }

  private constructor(context: CommandContext, home: Home, isElsewhere: boolean) {
    this.#context = context;
    this.home = home;
    this.drivesHere = !isElsewhere;
    const caller = createLocalCaller(home);
    this.models = createModelDesk(caller);
    this.policy = createToolPolicyDesk(caller);
    this.toolServers = createToolServerDesk(caller);
    this.files = createFileDesk(caller);
    this.agents = createAgentDesk(caller);
    this.reviews = new LocalReviews(home, this, context);
    this.keys = new LocalKeys(context, home);
  }

  get place(): string {
    const { database } = this.#context.config;
    return database ? `the database ${toDatabaseName(database.connectionString)}` : this.home.directory;
  }
  get wordsLabel(): string {
    return this.home.wordsLabel;
  }

  async listRuns({ status, text, open, limit, cursor }: RunListFilter): Promise<RunList> {
    const page = await this.home.engine.listRuns(this.home.principal, {
      limit,
      ...(status && { status }),
      ...(text !== undefined && { text }),
      ...(open !== undefined && { open }),
      ...(cursor !== undefined && { cursor }),
    });
    return { runs: page.runs.map(toRunView), next: page.next };
  }

  async getRun(run: RunId): Promise<RunDetail> {
    const { engine, principal, store } = this.home;
    const [state, remarks] = [await engine.getRun(principal, run), await engine.listRemarks(principal, run)];
    const output = state.output ? await unpackPayload(state.output, principal.tenant, store) : null;
    const partial = state.partial && (await unpackPayload(state.partial, principal.tenant, store));
    const stateHash = Hash.parse(createHash('sha256').update(toCanonicalText(state)).digest('hex'));
    return toRunDetail({ state, stateHash, output, partial, remarks });
  }

  readEvents(run: RunId, after = 0): AsyncIterable<RunEvent> {
    return this.home.engine.readEvents(this.home.principal, run, { after });
  }

  follow(run: RunId, options: FollowOptions): Promise<void> {
    const { home } = this;
    if (home.kept.kind === 'sqlite') return followLocally(home, run, options);
    return followShared({ home, clock: this.#context.clock, run }, options);
  }

  drive(): void {
    if (!this.drivesHere) return;
    const { engine, kept, hub } = this.home;
    engine.start();
    if (kept.kind === 'sqlite') return;
    // That people do not see it keeps it from nothing.
    this.home
      .announce({ roles: ['worker'], drives: true })
      .catch((error: unknown) => hub.report({ error, run: undefined }));
  }

  leave(): Promise<void> {
    return this.home.engine.close();
  }

  listenForTrouble(listener: TroubleListener): () => void {
    const stops = [
      this.home.hub.onProblem((problem) => listener.onProblem(problem)),
      watchDisk(this.home.store, this.#context.clock, (text) => listener.onDisk(text)),
    ];
    return () => stops.forEach((stop) => stop());
  }

  async submit({ budget, deadline, seed, ...asked }: NewTaskBody): Promise<RunId> {
    const { engine, principal, agents, workspaces } = this.home;
    // Whoever works at the data directory itself may name any repository of this machine.
    const workspace = await workspaces.allow(asked.workspace, { by: 'owner_token' });
    const { chosen, ...resolved } = await resolveWish(this.home, principal, asked);
    const wish = { ...asked, ...resolved };
    const book = await agents.pin(principal.tenant, listNamed(wish));
    const request = toTaskRequest(
      {
        ...wish,
        ...(budget && { budget: toBudget(budget) }),
        ...(deadline !== undefined && { deadline: toInstant(deadline) }),
      },
      {
        book,
        task: TaskId.parse(this.#newId('tsk')),
        run: RunId.parse(this.#newId('run')),
        seed,
        workspace,
        chosen,
      },
    );
    return engine.submit(principal, request);
  }

  analyze(request: string, most: number): Promise<TaskAnalysis> {
    return createLocalCaller(this.home).call('analyzeTask', { request, most });
  }

  retry(run: RunId, { from, output, repeatEffect }: RetryWish): Promise<RunId> {
    return this.home.engine.retry(this.home.principal, run, {
      repeatEffect,
      ...(from !== undefined && { from }),
      ...(output !== undefined && { output }),
    });
  }

  cancel(run: RunId, reason: string): Promise<void> {
    return this.home.engine.cancel(this.home.principal, run, reason);
  }

  pause(run: RunId, reason: string): Promise<void> {
    return this.home.engine.pause(this.home.principal, run, reason);
  }

  resume(run: RunId): Promise<void> {
    return this.home.engine.resume(this.home.principal, run);
  }

  async readArtefact(run: RunId, artefact: ArtefactId): Promise<Uint8Array> {
    const { engine, principal } = this.home;
    const found = (await engine.getRun(principal, run)).artefacts.find(({ id }) => id === artefact);
    if (!found) throw new CommandError('artefact_not_found', `${run} has no artefact ${artefact}`);
    const body = await engine.findBlob(principal, found.blob);
    if (!body) throw new RunError('journal_corrupt', `the bytes of ${found.name} are missing`);
    return body;
  }

  async listWorkers(): Promise<readonly WorkerView[]> {
    const page = { limit: PAGE, endedWithinMs: ENDED_WITHIN_MS };
    return (await this.home.engine.listWorkers(this.home.principal, page)).map(toWorkerView);
  }

  createLoginLink(): Promise<never> {
    throw new CommandError('server_unreachable', `no server runs in ${this.place}`, {
      remedy: 'Start it with `tutti up`.',
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.home[Symbol.asyncDispose]();
  }

  #newId(prefix: IdPrefix): string {
    const { clock, random } = this.#context;
    return toIdText(prefix, clock.now(), random.bytes(RANDOM_BYTES));
  }
}

async function isDrivenElsewhere({ store, kept }: Home): Promise<boolean> {
  if (kept.kind === 'sqlite') return false;
  const workers = await store.listWorkers({ limit: PAGE, endedWithinMs: 0 });
  return workers.some(drivesRuns);
}

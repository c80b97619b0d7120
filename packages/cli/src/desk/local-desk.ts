/**
 * A data directory or a database opened by this process. It drives the runs of a directory, and those of a database where
 * nobody else does: a short-lived worker among others would only take runs from them that it cannot end.
 */
import { createHash } from 'node:crypto';
import { RunError, toTaskRequest, unpackPayload } from '@tutti/engine';
import {
  type ApiKeyId,
  type ArtefactId,
  DEFAULT_AGENTS,
  Hash,
  type IdPrefix,
  RANDOM_BYTES,
  RemarkId,
  RunId,
  type RunEvent,
  type TaskAnalysis,
  TaskId,
  toCanonicalText,
  toIdText,
} from '@tutti/protocol';
import {
  type ApprovalView,
  type ArtefactView,
  drivesRuns,
  type NewTaskBody,
  type RunDetail,
  toBudget,
  toFeedbackView,
  toInstant,
  toRunDetail,
  toRunView,
  toWorkerView,
  type WorkerView,
} from '@tutti/protocol/api';
import { followShared, type Home, openHome, toDatabaseName } from '@tutti/server/home';
import type { CommandContext } from '../command-context.ts';
import { toHomeOptions } from '../parse-config.ts';
import { CommandError } from '../report-error.ts';
import type { Desk, FollowOptions, NewKeyWish, RetryWish, RunList, RunListFilter, TroubleListener } from './desk.ts';
import { LocalKeys } from './local-keys.ts';
import { type AgentShelfDesk, createAgentDesk } from './agent-desk.ts';
import { createLocalCaller } from './local-caller.ts';
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
  readonly agents: AgentShelfDesk;
  readonly #context: CommandContext;
  readonly #keys: LocalKeys;

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
    this.#keys = new LocalKeys(context, home);
    this.models = createModelDesk(createLocalCaller(home));
    this.policy = createToolPolicyDesk(createLocalCaller(home));
    this.toolServers = createToolServerDesk(createLocalCaller(home));
    this.files = createFileDesk(createLocalCaller(home));
    this.agents = createAgentDesk(createLocalCaller(home));
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

  async submit({ budget, deadline, seed, ...wish }: NewTaskBody): Promise<RunId> {
    const { engine, principal, agents, workspaces } = this.home;
    // Whoever works at the data directory itself may name any repository of this machine.
    const workspace = await workspaces.allow(wish.workspace, { by: 'owner_token' });
    const book = await agents.pin(principal.tenant, wish.agents ?? DEFAULT_AGENTS);
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

  async listApprovals(): Promise<readonly ApprovalView[]> {
    const found: ApprovalView[] = [];
    let cursor: string | undefined;
    do {
      const { runs, next } = await this.listRuns({ open: true, limit: PAGE, ...(cursor !== undefined && { cursor }) });
      for (const { run } of runs) found.push(...(await this.getRun(run)).open);
      cursor = next;
    } while (cursor !== undefined);
    return found;
  }

  async answerApproval(
    { run, path, subject }: ApprovalView,
    { decision, comment, output }: Parameters<Desk['answerApproval']>[1],
  ): Promise<void> {
    await this.home.engine.answerApproval(this.home.principal, run, {
      path,
      subject,
      decision,
      ...(comment !== undefined && { comment }),
      ...(output !== undefined && { output }),
    });
  }

  async readArtefact(run: RunId, artefact: ArtefactId): Promise<Uint8Array> {
    const { engine, principal } = this.home;
    const found = (await engine.getRun(principal, run)).artefacts.find(({ id }) => id === artefact);
    if (!found) throw new CommandError('artefact_not_found', `${run} has no artefact ${artefact}`);
    const body = await engine.findBlob(principal, found.blob);
    if (!body) throw new RunError('journal_corrupt', `the bytes of ${found.name} are missing`);
    return body;
  }

  async reviewArtefact(
    run: RunId,
    artefact: ArtefactId,
    { verdict, comment }: Parameters<Desk['reviewArtefact']>[2],
  ): Promise<ArtefactView> {
    await this.home.engine.addRemark(this.home.principal, {
      type: 'artefact.reviewed',
      id: RemarkId.parse(this.#newId('rmk')),
      run,
      artefact,
      verdict,
      ...(comment !== undefined && { comment }),
    });
    const reviewed = (await this.getRun(run)).artefacts.find((each) => each.artefact === artefact);
    if (!reviewed) throw new CommandError('artefact_not_found', `${run} has no artefact ${artefact}`);
    return reviewed;
  }

  async giveFeedback(run: RunId, { rating, comment }: Parameters<Desk['giveFeedback']>[1]) {
    const { engine, principal } = this.home;
    const id = RemarkId.parse(this.#newId('rmk'));
    await engine.addRemark(principal, {
      type: 'feedback.given',
      id,
      run,
      rating,
      ...(comment !== undefined && { comment }),
    });
    const kept = (await engine.listRemarks(principal, run)).find((remark) => remark.id === id);
    if (kept?.type !== 'feedback.given') throw new RunError('internal', 'the feedback was not kept');
    return toFeedbackView(kept);
  }

  listAgents(retired = false) {
    return this.agents.list(retired);
  }

  getAgent(id: string) {
    return this.agents.get(id);
  }

  async listWorkers(): Promise<readonly WorkerView[]> {
    const page = { limit: PAGE, endedWithinMs: ENDED_WITHIN_MS };
    return (await this.home.engine.listWorkers(this.home.principal, page)).map(toWorkerView);
  }

  listKeys() {
    return this.#keys.listKeys();
  }
  createKey(wish: NewKeyWish) {
    return this.#keys.createKey(wish);
  }
  revokeKey(key: ApiKeyId) {
    return this.#keys.revokeKey(key);
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

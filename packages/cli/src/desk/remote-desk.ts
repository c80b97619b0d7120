/** The runs of a server, over its API. The server drives them, whether this process lives or not. */
import type { ArtefactId, RunEvent, RunId, TaskAnalysis } from '@tutti/protocol';
import {
  MOST_ON_PAGE,
  type NewTaskBody,
  type RunDetail,
  type RunView,
  type SystemStatus,
  type WorkerView,
} from '@tutti/protocol/api';
import { type Client, createClient } from '@tutti/sdk';
import { type AgentDesk, createAgentDesk } from './agent-desk.ts';
import { createModelDesk, type ModelDesk } from './model-desk.ts';
import { createFileDesk, type FileDesk } from './file-desk.ts';
import { createToolPolicyDesk, type ToolPolicyDesk } from './tool-policy-desk.ts';
import { createToolServerDesk, type ToolServerDesk } from './tool-server-desk.ts';
import { createKeyDesk, type KeyDesk } from './key-desk.ts';
import { createReviewDesk, type ReviewDesk } from './review-desk.ts';
import type { Desk, FollowOptions, RetryWish, RunList, RunListFilter } from './desk.ts';

const EVENTS_ON_PAGE = 1_000;

export interface ServerPlace {
  readonly url: string;
  readonly token: string | undefined;
}

export class RemoteDesk implements Desk {
  readonly place: string;
  readonly drivesHere = false;
  readonly drivers = 'the server';
  /** As long as nobody knows who speaks, the more careful word. */
  readonly wordsLabel = 'rehearsal';
  readonly models: ModelDesk;
  readonly policy: ToolPolicyDesk;
  readonly toolServers: ToolServerDesk;
  readonly files: FileDesk;
  readonly agents: AgentDesk;
  readonly reviews: ReviewDesk;
  readonly keys: KeyDesk;
  readonly #client: Client;

  constructor({ url, token }: ServerPlace) {
    this.place = url;
    this.#client = createClient({ url, ...(token !== undefined && { token }) });
    this.models = createModelDesk(this.#client);
    this.policy = createToolPolicyDesk(this.#client);
    this.toolServers = createToolServerDesk(this.#client);
    this.files = createFileDesk(this.#client);
    this.agents = createAgentDesk(this.#client);
    this.reviews = createReviewDesk(this.#client);
    this.keys = createKeyDesk(this.#client);
  }

  async listRuns({ status, text, open, limit, cursor }: RunListFilter): Promise<RunList> {
    const runs: RunView[] = [];
    let next = cursor;
    do {
      const page = await this.#client.call('listRuns', {
        limit: Math.min(limit - runs.length, MOST_ON_PAGE),
        ...(status && { status: [...status] }),
        ...(text !== undefined && { text }),
        ...(open !== undefined && { open: open ? 'true' : 'false' }),
        ...(next !== undefined && { cursor: next }),
      });
      runs.push(...page.items);
      next = page.next ?? undefined;
    } while (next !== undefined && runs.length < limit);
    return { runs, next };
  }

  getRun(run: RunId): Promise<RunDetail> {
    return this.#client.call('getRun', { run });
  }

  async *readEvents(run: RunId, after = 0): AsyncGenerator<RunEvent> {
    let next: number | null = after;
    while (next !== null) {
      const page: { items: RunEvent[]; next: number | null } = await this.#client.call('readEvents', {
        run,
        after: next,
        limit: EVENTS_ON_PAGE,
      });
      yield* page.items;
      next = page.next;
    }
  }

  async follow(run: RunId, { after = 0, hear, signal }: FollowOptions): Promise<void> {
    try {
      for await (const told of this.#client.followRun(run, { after, signal, glimpses: true })) {
        if (told.type === 'events') hear({ type: 'events', run, events: told.events });
        else if (told.type === 'glimpse') hear(told.glimpse);
        else if (told.type === 'caught_up') hear({ type: 'caught_up' });
        else hear({ type: 'reconnecting' });
      }
    } catch (error) {
      // Whoever stops following ends the stream in the middle, which is no failure.
      if (!signal.aborted) throw error;
    }
  }

  drive(): void {}
  async leave(): Promise<void> {}
  listenForTrouble(): () => void {
    return () => {};
  }

  async submit(task: NewTaskBody): Promise<RunId> {
    return (await this.#client.call('submitTask', task)).run;
  }

  analyze(request: string, most: number): Promise<TaskAnalysis> {
    return this.#client.call('analyzeTask', { request, most });
  }

  async retry(run: RunId, wish: RetryWish): Promise<RunId> {
    return (await this.#client.call('retryRun', { run, ...wish })).run;
  }

  async cancel(run: RunId, reason: string): Promise<void> {
    await this.#client.call('cancelRun', { run, reason });
  }

  async pause(run: RunId, reason: string): Promise<void> {
    await this.#client.call('pauseRun', { run, reason });
  }

  async resume(run: RunId): Promise<void> {
    await this.#client.call('resumeRun', { run });
  }

  async readArtefact(run: RunId, artefact: ArtefactId): Promise<Uint8Array> {
    return this.#client.call('downloadArtefact', { run, artefact });
  }

  async listWorkers(): Promise<readonly WorkerView[]> {
    return (await this.#client.call('listWorkers')).items;
  }

  getStatus(): Promise<SystemStatus> {
    return this.#client.call('getStatus');
  }

  createLoginLink() {
    return this.#client.call('createLoginLink', {});
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

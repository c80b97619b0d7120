/** The files of one run, as its turns share them. What the journal says of them decides where they are looked for. */
import {
  type AgentId,
  type GivenFile,
  type Json,
  type RunPlace,
  Snapshot,
  StepPath,
  WorkspaceFacts,
  type WorkspaceWish,
} from '@tutti/protocol';
import type { OpenedWorkspace, WorkspaceAsk, Workspaces } from '../ports/workspace.ts';
import type { Scope } from '../run/scope.ts';

const UNHURRIED_MS = 600_000;

/** What its task says of its files. */
export interface RunBeginning {
  readonly wish?: WorkspaceWish | undefined;
  readonly given?: readonly GivenFile[] | undefined;
}

export class RunFiles {
  readonly #workspaces: Workspaces;
  readonly #scope: Pick<Scope, 'tenant' | 'run'>;
  readonly #wish: WorkspaceWish | undefined;
  readonly #given: readonly GivenFile[] | undefined;
  #place: RunPlace | undefined;
  #from: string | undefined;
  #base: string | undefined;

  constructor(workspaces: Workspaces, scope: Pick<Scope, 'tenant' | 'run'>, { wish, given }: RunBeginning = {}) {
    this.#workspaces = workspaces;
    this.#scope = scope;
    this.#wish = wish;
    this.#given = given;
  }

  /** A repository that cannot be worked on ends the run before any agent is asked. Without one nothing is made yet. */
  async begin(scope: Scope): Promise<void> {
    if (!this.#wish) return;
    const { base } = await this.settle(scope, { ...this.#wish });
    this.#base = base;
  }

  /** From then on the journal says where the files lie: what is written there is looked for there and nowhere else. */
  async settle(scope: Scope, input: Json = null): Promise<WorkspaceFacts> {
    const options = { effect: 'idempotent', timeoutMs: UNHURRIED_MS, output: WorkspaceFacts, input } as const;
    const facts = await scope.step<WorkspaceFacts>('workspace', options, async (signal) =>
      WorkspaceFacts.parse(await this.open(signal)),
    );
    this.#place ??= facts.place;
    return facts;
  }

  /** Only ever called by what is carried out, never on replay. */
  open(signal: AbortSignal): Promise<OpenedWorkspace> {
    return this.#workspaces.open(this.#toAsk(), signal);
  }

  /** After a turn that may have changed files. */
  async keep(scope: Scope, agent: AgentId): Promise<Snapshot> {
    const options = { effect: 'idempotent', agent, timeoutMs: UNHURRIED_MS, output: Snapshot } as const;
    const snapshot = await scope.step<Snapshot>('snapshot', options, (signal, { key }) => {
      const path = StepPath.parse(`${scope.path}/snapshot`);
      return this.#workspaces.keep({ ...this.#toAsk(), agent, path, key }, signal);
    });
    this.#place ??= snapshot.place;
    this.#from = snapshot.version;
    return snapshot;
  }

  #toAsk(): WorkspaceAsk {
    const { tenant, run } = this.#scope;
    return {
      tenant,
      run,
      wish: this.#wish,
      given: this.#given,
      place: this.#place,
      from: this.#from,
      base: this.#base,
    };
  }
}

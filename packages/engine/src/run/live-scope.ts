/** The scope that a program is given: it names each call and hands it to the file that knows how to carry it out. */
import type { Artefact, Instant, Json, RunId, TenantId } from '@tutti/protocol';
import { RunError } from '../errors.ts';
import { openChild } from './child-call.ts';
import { openJoin } from './join.ts';
import { openArtefact, openRecord } from './record-call.ts';
import { never, type RunCore } from './run-core.ts';
import type {
  Act,
  ChildRun,
  DomainEvent,
  JoinPolicy,
  NewArtefact,
  Outcome,
  Received,
  Scope,
  SignalSpec,
  StepOptions,
} from './scope.ts';
import { type ScopeNode, toPath } from './scope-node.ts';
import { sha256 } from './sha256.ts';
import { openStep } from './step-call.ts';
import { openSleep, openWait } from './wait-call.ts';

/** Thrown through the program to end an episode. It is no error, and a program that catches it goes nowhere. */
export class Continuation {
  readonly state: Json;
  constructor(state: Json) {
    this.state = state;
  }
}

export interface EpisodeEnd {
  continueAs(state: Json): never;
  version(change: string): number;
}

export class LiveScope implements Scope {
  readonly tenant: TenantId;
  readonly run: RunId;
  readonly path: string;
  readonly #core: RunCore;
  readonly #node: ScopeNode;
  readonly #episode: EpisodeEnd;

  constructor(core: RunCore, node: ScopeNode, episode: EpisodeEnd) {
    this.tenant = core.log.state.tenant;
    this.run = core.log.state.run;
    this.path = node.path;
    this.#core = core;
    this.#node = node;
    this.#episode = episode;
  }

  step<Output>(name: string, options: StepOptions<Output>, act: Act<Output>): Promise<Output> {
    return openStep(this.#core, this.#node, { name, options, act });
  }

  all<T>(
    branches: Record<string, (scope: Scope) => Promise<T>>,
    policy: JoinPolicy = {},
  ): Promise<Record<string, Outcome<T>>> {
    const onNodes = Object.entries(branches).map(
      ([name, branch]) => [name, (node: ScopeNode) => branch(this.#at(node))] as const,
    );
    return openJoin(this.#core, this.#node, { branches: Object.fromEntries(onNodes), policy });
  }

  waitFor<T>(spec: SignalSpec<T>): Promise<Received<T>> {
    return openWait(this.#core, this.#node, spec);
  }

  sleepUntil(at: Instant): Promise<void> {
    return openSleep(this.#core, this.#node, at);
  }

  within<T>(name: string, part: (scope: Scope) => Promise<T>): Promise<T> {
    if (this.#core.gone) return never();
    if (this.#node.stopped) return this.#core.refuse(this.#node.stopped);
    try {
      const result = this.#carryOut(this.#node.child(this.#node.enter(name)), part);
      // A program may let go of it: that it is stopped later must not end the process.
      result.catch(() => {});
      return result;
    } catch (error) {
      return this.#core.refuse(error);
    }
  }

  record(event: DomainEvent): Promise<void> {
    return openRecord(this.#core, this.#node, event);
  }

  produce(artefact: NewArtefact): Promise<Artefact> {
    return openArtefact(this.#core, this.#node, artefact);
  }

  child(name: string, run: ChildRun): Promise<Outcome<Json>> {
    return openChild(this.#core, this.#node, { ...run, name });
  }

  continueAs(state: Json): never {
    if (this.#node !== this.#core.root || this.#core.calls.size > 0) {
      throw new RunError(
        'continue_with_open_branches',
        `continueAs was called at ${this.path || 'the root'} while a branch or step is open`,
      );
    }
    return this.#episode.continueAs(state);
  }

  version(change: string): number {
    return this.#episode.version(change);
  }

  now(): Instant {
    return this.#core.now;
  }

  random(): number {
    return Number.parseInt(this.#draw('random').slice(0, 13), 16) / 2 ** 52;
  }

  newId(): string {
    return this.#draw('id').slice(0, 32);
  }

  async #carryOut<T>(node: ScopeNode, part: (scope: Scope) => Promise<T>): Promise<T> {
    try {
      return await part(this.#at(node));
    } finally {
      this.#core.end(node);
      this.#node.leave();
    }
  }

  #at(node: ScopeNode): LiveScope {
    return new LiveScope(this.#core, node, this.#episode);
  }

  /** Follows from the run's own random id and the place in the program, so the same call draws the same on replay. */
  #draw(kind: string): string {
    return sha256(`${this.#core.seed}/${toPath(this.path, `#${kind}/${this.#node.count(`#${kind}`)}`)}`);
  }
}

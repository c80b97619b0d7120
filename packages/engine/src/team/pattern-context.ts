/** What a pattern sees: turns of its agents, branches, and records, all of them steps of the run's scope. */
import { AgentId, type Hash, type Labelled } from '@tutti/protocol';
import * as z from 'zod';
import type { AgentBook } from '../agents/agent-book.ts';
import { takeTurn, type TurnPorts, type TurnRequest, type TurnResult } from '../agents/take-turn.ts';
import { RunError } from '../errors.ts';
import type { PatternContext, PatternEvent, Question, TurnOptions } from '../patterns/pattern.ts';
import { type AgentRecord, type AgentRecords, PastBid } from '../ports/agent-records.ts';
import { assertBranches } from '../run/nesting-limits.ts';
import type { Scope } from '../run/scope.ts';

/** Who works, with what, and what was said about the work as a whole. */
export interface TeamDesk extends Pick<TurnRequest<string>, 'complexity' | 'ladder'> {
  readonly agents: AgentBook;
  readonly ports: TurnPorts;
  readonly records?: AgentRecords | undefined;
  /** Whoever has not answered by then counts as silent; absent: everybody may take their time. */
  readonly silentAfterMs?: number | undefined;
  /** Hears of each answer as soon as it is there. */
  onSaid?(by: AgentId, said: Labelled): void;
}

/** What patterns record when an obligation is met, a question answered, or something better found. */
const MET: ReadonlySet<string> = new Set([
  'auction.settled',
  'collaborative.converged',
  'consensus.decided',
  'handoff.answered',
  'hierarchical.accepted',
  'hierarchical.consolidated',
  'pipeline.passed',
  'swarm.improved',
]);

export function createPatternContext(scope: Scope, desk: TeamDesk): PatternContext {
  return new TeamContext(scope, desk, { conversations: new Map(), depth: 0 });
}

interface Place {
  /** The conversation of each agent as it stands, shared by all branches. */
  readonly conversations: Map<AgentId, Hash>;
  /** How many branches it stands in, one in the other. */
  readonly depth: number;
}

class TeamContext implements PatternContext {
  readonly #scope: Scope;
  readonly #desk: TeamDesk;
  readonly #place: Place;

  constructor(scope: Scope, desk: TeamDesk, place: Place) {
    this.#scope = scope;
    this.#desk = desk;
    this.#place = place;
  }

  async ask<Answer>(id: AgentId, { prompt, schema }: Question<Answer>, options: TurnOptions = {}) {
    const { answer, labels } = await this.#take<Answer>(id, { prompt, schema }, options);
    return { answer, labels };
  }

  async say(id: AgentId, prompt: Labelled, options: TurnOptions = {}): Promise<Labelled> {
    const { answer } = this.#desk.agents.get(id);
    const schema = answer && z.fromJSONSchema(answer);
    const { text, labels } = await this.#take<unknown>(id, { prompt, ...(schema && { schema }) }, options);
    return { text, labels: [...labels] };
  }

  all: PatternContext['all'] = async (branches, policy) => {
    const depth = this.#place.depth + 1;
    assertBranches({ depth, count: Object.keys(branches).length });
    const onScopes = Object.entries(branches).map(
      ([name, branch]) => [name, (own: Scope) => branch(this.#at(own, depth))] as const,
    );
    return this.#scope.all(Object.fromEntries(onScopes), policy);
  };

  within: PatternContext['within'] = (name, part) =>
    this.#scope.within(name, (own) => part(this.#at(own, this.#place.depth)));

  record({ type, ...data }: PatternEvent): Promise<void> {
    if (MET.has(type)) this.#desk.ports.progress?.gained();
    return this.#scope.record({ name: type, data });
  }

  describe(id: AgentId) {
    const { purpose, capabilities, answer, runtime, product } = this.#desk.agents.get(id);
    return { id, purpose, capabilities, runtime, ...(answer !== undefined && { answer }), ...(product && { product }) };
  }

  async findRecords(agents: readonly AgentId[]): Promise<readonly AgentRecord[]> {
    const { records } = this.#desk;
    if (!records) return agents.map((agent) => ({ agent, finished: 0, good: 0, bids: [] }));
    const found = await this.#scope.step('records', { effect: 'read', output: Records }, async () => [
      ...(await records.find(this.#scope.tenant, agents)),
    ]);
    const known = new Map(found.map((record) => [record.agent, record]));
    return agents.map((agent) => known.get(agent) ?? { agent, finished: 0, good: 0, bids: [] });
  }

  version(change: string) {
    return this.#scope.version(change);
  }

  now() {
    return this.#scope.now();
  }

  random() {
    return this.#scope.random();
  }

  #at(scope: Scope, depth: number): TeamContext {
    return new TeamContext(scope, this.#desk, { ...this.#place, depth });
  }

  async #take<Answer>(
    id: AgentId,
    asked: Pick<TurnRequest<Answer>, 'prompt' | 'schema'>,
    { goOn = false, silentAfterMs = this.#desk.silentAfterMs }: TurnOptions,
  ): Promise<TurnResult<Answer>> {
    const { agents, ports, complexity, ladder } = this.#desk;
    const after = goOn ? this.#place.conversations.get(id) : undefined;
    const request: TurnRequest<Answer> = { agent: agents.get(id), ...asked, complexity, ladder, after };
    const turn = (scope: Scope) => takeTurn<Answer>(scope, ports, request);
    const result = await (silentAfterMs === undefined
      ? turn(this.#scope)
      : takeInTime(this.#scope, { id, silentAfterMs, turn }));
    if (goOn && result.last) this.#place.conversations.set(id, result.last);
    this.#desk.onSaid?.(id, { text: result.text, labels: [...result.labels] });
    return result;
  }
}

interface Timed<T> {
  readonly id: AgentId;
  readonly silentAfterMs: number;
  readonly turn: (scope: Scope) => Promise<T>;
}

/** The turn against the clock: whichever ends first stops the other, durably. */
async function takeInTime<T>(scope: Scope, { id, silentAfterMs, turn }: Timed<T>): Promise<T> {
  const until = scope.now() + silentAfterMs;
  let thrown: { readonly error: unknown } | undefined;
  const outcomes = await scope.all<{ readonly result: T | undefined }>(
    {
      // A turn that fails has ended too: nobody need wait for the clock then.
      work: (own) =>
        turn(own).then(
          (result) => ({ result }),
          (error: unknown) => {
            thrown = { error };
            return { result: undefined };
          },
        ),
      clock: (own) => own.sleepUntil(until).then(() => ({ result: undefined })),
    },
    { successes: 1 },
  );
  if (outcomes.work?.status === 'done') {
    if (thrown) throw thrown.error;
    if (outcomes.work.value.result !== undefined) return outcomes.work.value.result;
  }
  throw new RunError('member_silent', `${id} gave no answer within ${silentAfterMs} ms`);
}

const Records = z.array(
  z.object({
    agent: AgentId,
    finished: z.int().nonnegative(),
    good: z.int().nonnegative(),
    bids: z.array(PastBid),
  }),
);

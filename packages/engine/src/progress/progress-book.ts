/**
 * Proof of progress, across all agents of a run: it is told what each was asked, has called and said, and finds who goes no further.
 * Everything that it knows it was told in the order of the journal, so after a restart it knows the same.
 */
import type { AgentId } from '@tutti/protocol';
import { CallMemory, type CallSeen } from './call-memory.ts';
import { findRing } from './find-ring.ts';
import { findIds, readText } from './read-text.ts';
import { CALM_AFTER, type Stall, STALL_AGAIN, STALL_AT, STANDING_TURNS, type Verdict, WEIGHTS } from './stall.ts';
import { type Difference, TurnMemory } from './turn-memory.ts';
import { Reading, WordMemory } from './word-memory.ts';

interface Standing {
  readonly calls: CallMemory;
  readonly turns: TurnMemory;
  points: number;
  /** How many points make the next stall. */
  limit: number;
  times: number;
  /** How often it has got on since it last stood still. */
  calm: number;
  wasCalm: boolean;
  /** A call since its last answer has brought something. */
  gained: boolean;
}

interface TurnTaken {
  readonly agent: AgentId;
  readonly stood: boolean;
  readonly said: Reading;
}

/** A question that was put, to be answered later. */
export interface Question {
  readonly agent: AgentId;
  readonly difference: Difference;
}

/** Turns of the run that are looked through for who hands to whom. */
const MOST_TURNS = 24;
const MOST_IDS = 20_000;
const EVIDENCE = 300;

export class ProgressBook {
  readonly #agents = new Map<AgentId, Standing>();
  readonly #met = new WordMemory();
  readonly #known = new Set<string>();
  #latest: readonly TurnTaken[] = [];

  ask(agent: AgentId, text: string): Question {
    // What the goal names is there; what agents mention later may be made up.
    if (this.#met.isEmpty) this.#noteIds(text);
    const question = new Reading(readText(text, this.#known));
    const last = this.#latest.findLastIndex((turn) => turn.agent === agent);
    const since = this.#latest.slice(Math.max(0, last)).map(({ said }) => said);
    const difference = this.#open(agent).turns.compare(question, since);
    // An answer that only repeats its question is nothing new.
    this.#met.add(question);
    return { agent, difference };
  }

  answer({ agent, difference }: Question, text: string): Stall | undefined {
    const standing = this.#open(agent);
    const said = new Reading(readText(text, this.#known));
    const judged = standing.turns.judge(said, difference, this.#met);
    this.#met.add(said);
    const verdict = standing.gained && typeof judged === 'object' ? 'neutral' : judged;
    standing.gained = false;
    this.#latest = [...this.#latest.slice(1 - MOST_TURNS), { agent, stood: typeof verdict === 'object', said }];
    return this.#weigh(this.#standsAsWhole() ? toWhole(verdict) : verdict, { agent, evidence: text });
  }

  call(agent: AgentId, call: CallSeen): Stall | undefined {
    const standing = this.#open(agent);
    const verdict = standing.calls.judge(call, this.#known, (word) => this.#met.has(word));
    if (verdict === 'new') standing.gained = true;
    this.#met.add(new Reading(readText(call.result, this.#known)));
    this.#noteIds(call.result);
    const evidence = `${call.tool} ${JSON.stringify(call.input)}: ${call.result}`;
    return this.#weigh(verdict, { agent, tool: call.tool, evidence });
  }

  /** An obligation was met, a question was answered, or there is a document that there was not before: somebody got on. */
  gained(agent?: AgentId): void {
    for (const standing of agent === undefined ? this.#agents.values() : [this.#open(agent)]) {
      standing.gained = true;
      getOn(standing);
    }
  }

  /** Somebody who may say so has said that it may go on. */
  forgive(agent: AgentId): void {
    Object.assign(this.#open(agent), { points: 0, times: 0, limit: STALL_AT });
  }

  /** Whether it had got on so often before this that earlier stalls no longer count. Asked once for each stall. */
  takeCalm(agent: AgentId): boolean {
    const standing = this.#open(agent);
    const { wasCalm } = standing;
    standing.wasCalm = false;
    return wasCalm;
  }

  /** Several agents, and none of them has got on for a while. */
  #standsAsWhole(): boolean {
    const last = this.#latest.slice(-STANDING_TURNS);
    if (last.length < STANDING_TURNS || !last.every(({ stood }) => stood)) return false;
    return new Set(last.map(({ agent }) => agent)).size > 1;
  }

  #weigh(verdict: Verdict, { agent, tool, evidence }: Pick<Stall, 'agent' | 'tool' | 'evidence'>): Stall | undefined {
    const standing = this.#open(agent);
    if (verdict === 'new') getOn(standing);
    if (typeof verdict === 'string') return undefined;
    standing.points += verdict.weight;
    standing.times++;
    standing.wasCalm ||= standing.calm >= CALM_AFTER;
    standing.calm = 0;
    if (standing.points < standing.limit) return undefined;
    const ring = tool === undefined ? findRing(this.#latest) : undefined;
    // One measure for all of a ring: each gets its chance to go by it.
    for (const each of ring ? ring.by.map((by) => this.#open(by)) : [standing]) each.limit = each.points + STALL_AGAIN;
    return {
      kind: ring?.kind ?? verdict.kind,
      agent,
      by: ring?.by ?? [agent],
      times: standing.times,
      evidence: evidence
        .slice(0, 2 * EVIDENCE)
        .replace(/\s+/g, ' ')
        .slice(0, EVIDENCE),
      ...(tool !== undefined && { tool }),
    };
  }

  #noteIds(text: string): void {
    if (this.#known.size < MOST_IDS) for (const id of findIds(text)) this.#known.add(id);
  }

  #open(agent: AgentId): Standing {
    const found = this.#agents.get(agent);
    if (found) return found;
    const made: Standing = {
      calls: new CallMemory(),
      turns: new TurnMemory(),
      points: 0,
      limit: STALL_AT,
      times: 0,
      calm: 0,
      wasCalm: false,
      gained: false,
    };
    this.#agents.set(agent, made);
    return made;
  }
}

/** Where nobody gets on, other words for the same weigh as much as the same. */
function toWhole(verdict: Verdict): Verdict {
  return typeof verdict === 'object' ? { ...verdict, weight: WEIGHTS.repeat } : verdict;
}

function getOn(standing: Standing): void {
  standing.points = 0;
  standing.times = 0;
  standing.limit = STALL_AT;
  standing.calm++;
}

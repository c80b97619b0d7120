/** What stands still, how sure that is, and when it is enough. Changing a number here needs a new version of the change `progress`. */
import type { AgentId } from '@tutti/protocol';

export type StallKind =
  /** The same call of a tool, the same result. */
  | 'repeated_call'
  /** Calls of a tool that differ only in what does not matter, or bring nothing however they are put. */
  | 'varied_call'
  /** The same answer to the same question. */
  | 'repeated_answer'
  /** Two agents hand the same to and fro. */
  | 'ping_pong'
  /** Three or more hand the same around. */
  | 'delegation_cycle'
  /** Other words, but no new fact. */
  | 'nothing_new';

export interface Stall {
  readonly kind: StallKind;
  /** Who has gone no further now. */
  readonly agent: AgentId;
  /** Everybody who is part of it. */
  readonly by: readonly AgentId[];
  /** How often in a row nothing came of it. */
  readonly times: number;
  /** What repeats, shortened. */
  readonly evidence: string;
  readonly tool?: string;
}

/** A turn or a call brought something, brought nothing to judge by, or stood still by so much. */
export type Verdict = 'new' | 'neutral' | { readonly weight: number; readonly kind: StallKind };

/** What makes a stall: three plain repeats, or more of what is less sure. */
export const STALL_AT = 3;
/** So much more is let pass after each measure before the next one is taken. */
export const STALL_AGAIN = 3;
/** So many turns of several agents without anything new are sure to be a stall of the whole. */
export const STANDING_TURNS = 6;
/** Who has got on so often since is a stranger to what was. */
export const CALM_AFTER = 4;

export const WEIGHTS = {
  /** The same again. */
  repeat: 1,
  /** Other words that say nothing new. */
  reworded: 0.5,
  /** Another try, the same failure. */
  fruitless: 0.25,
} as const;

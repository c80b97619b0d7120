/** Programs as data: what a random program does, in a form that can be carried out, predicted and shrunk. */
import type { EffectClass } from '@tutti/protocol';

/** Every part that touches the world has an id of its own within its tree; steps are named after it. */
export type Part =
  | { readonly kind: 'sequence'; readonly parts: readonly Part[] }
  | { readonly kind: 'within'; readonly id: string; readonly part: Part }
  /** Goes on after a failure. */
  | { readonly kind: 'attempt'; readonly part: Part }
  | { readonly kind: 'record'; readonly id: string }
  | { readonly kind: 'draw'; readonly id: string; readonly what: 'now' | 'random' | 'newId' }
  | { readonly kind: 'version'; readonly id: string }
  | { readonly kind: 'sleep'; readonly id: string; readonly ms: number }
  | StepPart
  | JoinPart
  | WaitPart
  | { readonly kind: 'child'; readonly id: string; readonly tree: ProgramTree };

export interface StepPart {
  readonly kind: 'step';
  readonly id: string;
  readonly effect: EffectClass;
  /** How long the act takes, once its effect has happened. */
  readonly ms: number;
  /** So many attempts fail. */
  readonly failures: number;
  /** `nothing`: it is certain that nothing happened; `unknown`: the effect happened, but its answer was lost; `final`: no attempt will ever succeed. */
  readonly failure: 'nothing' | 'unknown' | 'final';
  readonly maxAttempts: number;
  /** How a doubt is settled, for guarded effects. */
  readonly settle: 'verify' | 'undo' | 'person';
  readonly timeoutMs?: number;
  /** Tokens to reserve for each attempt. */
  readonly reserve?: number;
}

export interface JoinPart {
  readonly kind: 'join';
  readonly id: string;
  readonly branches: Readonly<Record<string, Part>>;
  readonly successes?: number;
  readonly atOnce?: number;
}

export interface WaitPart {
  readonly kind: 'wait';
  readonly id: string;
  /** When the signal is sent, counted from the submission; absent: never. */
  readonly sentAfterMs?: number;
  readonly timeoutMs?: number;
}

export interface ProgramTree {
  /** One part for each episode. */
  readonly episodes: readonly [Part, ...Part[]];
}

/** All parts of a tree, but not those of its child runs. */
export function listParts(tree: ProgramTree): Part[] {
  return tree.episodes.flatMap(listBelow);
}

/** A tree and those of all runs below it, each under a name of its own. */
export function listTrees(name: string, tree: ProgramTree): [name: string, tree: ProgramTree][] {
  const children = listParts(tree).flatMap((part) =>
    part.kind === 'child' ? listTrees(toChildName(name, part.id), part.tree) : [],
  );
  return [[name, tree], ...children];
}

export function toChildName(parent: string, id: string): string {
  return `${parent}/${id}`;
}

function listBelow(part: Part): Part[] {
  return [part, ...listInside(part).flatMap(listBelow)];
}

function listInside(part: Part): readonly Part[] {
  if (part.kind === 'sequence') return part.parts;
  if (part.kind === 'within' || part.kind === 'attempt') return [part.part];
  return part.kind === 'join' ? Object.values(part.branches) : [];
}

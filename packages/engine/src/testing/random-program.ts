/** Draws a random program: every kind of call, every effect class, every join policy, failures, retries and doubts. */
import { isGuarded } from '@tutti/protocol';
import type { SimRandom } from './sim-random.ts';
import type { JoinPart, Part, ProgramTree, StepPart, WaitPart } from './simulation/program-tree.ts';

interface Growth {
  readonly random: SimRandom;
  /** How many parts may still be drawn. */
  left: number;
  ids: number;
  /** Child runs may have children, but not for ever. */
  readonly generation: number;
}

const DEEPEST_GENERATION = 2;
const BRANCHES = ['ann', 'bob', 'cid', 'dee'] as const;

export function drawProgram(random: SimRandom, parts = 14, generation = 0): ProgramTree {
  const growth: Growth = { random, left: parts, ids: 0, generation };
  const first = drawSequence(growth, 0);
  const more = random.chance(0.3) ? Array.from({ length: random.between(1, 2) }, () => drawSequence(growth, 1)) : [];
  return { episodes: [first, ...more] };
}

function drawSequence(growth: Growth, depth: number): Part {
  const parts = Array.from({ length: growth.random.between(1, depth === 0 ? 5 : 3) }, () => drawPart(growth, depth));
  return { kind: 'sequence', parts };
}

function drawPart(growth: Growth, depth: number): Part {
  const { random } = growth;
  growth.left--;
  const id = nextId(growth);
  if (growth.left <= 0 || depth > 3) return drawStep(random, id);
  switch (random.below(14)) {
    case 0:
    case 1:
    case 2:
      return drawJoin(growth, id, depth);
    case 3:
    case 4:
      return drawWait(random, id);
    case 5:
      return { kind: 'sleep', id, ms: random.pick([0, 5, 400, 2_000, 90_000]) };
    case 6:
      return { kind: 'record', id };
    case 7:
      return { kind: 'draw', id, what: random.pick(['now', 'random', 'newId']) };
    case 8:
      return { kind: 'version', id };
    case 9:
      return { kind: 'attempt', part: drawSequence(growth, depth + 1) };
    case 10:
      return { kind: 'within', id, part: drawSequence(growth, depth + 1) };
    case 11:
      return drawChild(growth, id);
    default:
      return drawStep(random, id);
  }
}

function drawStep(random: SimRandom, id: string): StepPart {
  const effect = random.pick(['pure', 'read', 'idempotent', 'compensatable', 'irreversible']);
  const ms = random.pick([0, 0, 3, 30, 700]);
  const settle =
    effect === 'compensatable' ? random.pick(['undo', 'verify', 'person']) : random.pick(['verify', 'person']);
  return {
    kind: 'step',
    id,
    effect,
    ms,
    failures: random.chance(0.3) ? random.between(1, 4) : 0,
    failure: random.pick(['nothing', 'unknown', 'unknown', 'final']),
    maxAttempts: random.between(1, 4),
    settle: isGuarded(effect) ? settle : 'person',
    ...(ms > 0 && random.chance(0.08) && { timeoutMs: ms - 1 }),
    ...(random.chance(0.2) && { reserve: random.between(1, 50) }),
  };
}

function drawJoin(growth: Growth, id: string, depth: number): JoinPart {
  const { random } = growth;
  const names = BRANCHES.slice(0, random.between(1, BRANCHES.length));
  const branches = Object.fromEntries(names.map((name) => [name, drawSequence(growth, depth + 1)]));
  return {
    kind: 'join',
    id,
    branches,
    ...(random.chance(0.5) && { successes: random.between(1, names.length) }),
    ...(random.chance(0.4) && { atOnce: random.between(1, names.length) }),
  };
}

/** Every wait ends some day, unless it is meant to be seen waiting. */
function drawWait(random: SimRandom, id: string): WaitPart {
  const isSent = random.chance(0.8);
  const isLimited = random.chance(isSent ? 0.3 : 0.9);
  return {
    kind: 'wait',
    id,
    ...(isSent && { sentAfterMs: random.pick([0, 0, 10, 500, 5_000, 100_000]) }),
    ...(isLimited && { timeoutMs: random.pick([0, 20, 3_000, 60_000]) }),
  };
}

function drawChild(growth: Growth, id: string): Part {
  const { random, generation, left } = growth;
  if (generation >= DEEPEST_GENERATION) return drawStep(random, id);
  const parts = random.between(1, Math.max(2, Math.min(5, left)));
  growth.left -= parts;
  return { kind: 'child', id, tree: drawProgram(random, parts, generation + 1) };
}

function nextId(growth: Growth): string {
  growth.ids++;
  return `p${growth.ids}`;
}

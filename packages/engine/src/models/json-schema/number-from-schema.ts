import type { SeededRandom } from '../rehearsal/seeded-random.ts';
import { matchesNumber } from './matches-schema.ts';
import { UnsatisfiableError } from './schema-node.ts';
import type { SettledNode } from './settle-schema.ts';

export interface NumberRequest {
  readonly name: string;
  readonly integer: boolean;
  readonly random: SeededRandom;
}

/** Bounds beyond this are those of the number format and mean nothing to a reader. */
const FAR = 1_000_000;
const WINDOW = 10;
const SHARE_NAMES = /(?:confidence|probability|likelihood|share|ratio|score|weight)$/iu;

/** Small and round where the schema leaves a choice. */
export function numberFromSchema(node: SettledNode, request: NumberRequest): number {
  const step = node.multipleOf ?? (request.integer ? 1 : 0.01);
  const { low, high } = toWindow(node, request, step);
  const first = Math.ceil(low / step);
  const last = Math.floor(high / step);
  const steps = first > last ? [] : [request.random.between(first, last), first, last, first + 1, last - 1];
  // Where the steps miss a narrow range, its middle and its ends are left.
  const candidates = [...steps.map((count) => toDecimal(count * step)), (low + high) / 2, low, high];
  const found = candidates.find((value) => matchesNumber(value, node) && (!request.integer || Number.isInteger(value)));
  if (found === undefined) throw new UnsatisfiableError(`no number was found for the field "${request.name}"`);
  return found + 0;
}

function toWindow(node: SettledNode, request: NumberRequest, step: number): { low: number; high: number } {
  const lower = Math.max(node.minimum ?? -Infinity, node.exclusiveMinimum ?? -Infinity);
  const upper = Math.min(node.maximum ?? Infinity, node.exclusiveMaximum ?? Infinity);
  const isShare = !request.integer && SHARE_NAMES.test(request.name) && lower <= 0 && upper >= 1;
  if (isShare && node.multipleOf === undefined && upper > FAR) return { low: 0, high: 1 };
  const width = WINDOW * Math.max(1, step);
  const low = lower < -FAR ? Math.max(lower, Math.min(1, upper - width)) : lower;
  const high = upper > FAR ? Math.min(upper, low + width) : upper;
  return { low, high };
}

/** Without the dust of binary fractions. */
function toDecimal(value: number): number {
  return Number(value.toPrecision(12));
}

import type { LinearModelData } from './linear-model.ts';
import { toKey } from './to-key.ts';

/** Weights as they were fitted: for each feature one for each label. */
export interface FittedWeights {
  readonly labels: readonly string[];
  readonly bias: readonly number[];
  readonly weights: ReadonlyMap<string, ArrayLike<number>>;
}

const TOP = 127;
const MOST_LABELS = 255;

/** Weights of less than `least` of the greatest are left out. */
export function packWeights({ labels, bias, weights }: FittedWeights, least: number): LinearModelData {
  if (labels.length > MOST_LABELS) throw new RangeError(`a model takes at most ${MOST_LABELS} labels`);
  let scale = 0;
  for (const row of weights.values())
    for (let label = 0; label < row.length; label++) scale = Math.max(scale, Math.abs(row[label] ?? 0));
  // Two features with one key would be one: the last stands for both.
  const sorted = [...new Map([...weights].map(([name, row]) => [toKey(name), row]))].toSorted(
    ([one], [other]) => one - other,
  );
  const keys: number[] = [];
  const bytes: number[] = [];
  for (const [key, row] of sorted) {
    const kept = Array.from(row, (weight, label) => [label, Math.round((weight / scale) * TOP)] as const).filter(
      ([, weight]) => weight !== 0 && Math.abs(weight) >= least * TOP,
    );
    if (kept.length === 0) continue;
    keys.push(key & 0xff, (key >>> 8) & 0xff, (key >>> 16) & 0xff, key >>> 24);
    bytes.push(kept.length);
    for (const [label, weight] of kept) bytes.push(label, weight & 0xff);
  }
  return {
    labels,
    bias: bias.map((one) => Number(one.toFixed(4))),
    keys: toBase64(keys),
    weights: toBase64(bytes),
    scale: Number(scale.toFixed(6)),
  };
}

function toBase64(bytes: readonly number[]): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

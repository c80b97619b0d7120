import type { LinearModelData } from './linear-model.ts';

/** Weights as they were fitted: for each feature one for each label. */
export interface FittedWeights {
  readonly labels: readonly string[];
  readonly bias: readonly number[];
  readonly weights: ReadonlyMap<string, Float64Array>;
}

const TOP = 127;
const MOST_LABELS = 255;

/** Weights of less than `least` of the greatest are left out. */
export function packWeights({ labels, bias, weights }: FittedWeights, least: number): LinearModelData {
  if (labels.length > MOST_LABELS) throw new RangeError(`a model takes at most ${MOST_LABELS} labels`);
  const scale = [...weights.values()].reduce(
    (most, row) => row.reduce((top, one) => Math.max(top, Math.abs(one)), most),
    0,
  );
  const names: string[] = [];
  const bytes: number[] = [];
  for (const [name, row] of weights) {
    const kept = [...row.entries()]
      .map(([label, weight]) => [label, Math.round((weight / scale) * TOP)] as const)
      .filter(([, weight]) => Math.abs(weight) >= least * TOP && weight !== 0);
    if (kept.length === 0) continue;
    names.push(name);
    bytes.push(kept.length, ...kept.flatMap(([label, weight]) => [label, weight & 0xff]));
  }
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return {
    labels,
    bias: bias.map((one) => Number(one.toFixed(4))),
    features: names.join(' '),
    weights: btoa(text),
    scale: Number(scale.toFixed(6)),
  };
}

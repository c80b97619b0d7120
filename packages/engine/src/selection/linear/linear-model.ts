/**
 * A linear model: for each label the sum of what the features of a text weigh. The weights were fitted beforehand; they are kept
 * as a sorted list of features' keys and, for each, the few labels for which it says anything, in one byte each.
 */
import type { Features } from '../to-features.ts';
import { toKey } from './to-key.ts';

export interface LinearModelData {
  readonly labels: readonly string[];
  /** What each label weighs by itself. */
  readonly bias: readonly number[];
  /** The keys of the features in order: four bytes each, the lowest first, in base64. */
  readonly keys: string;
  /** For each feature how many labels follow, then label and weight by turns: bytes in base64. */
  readonly weights: string;
  /** What the byte 127 stands for. */
  readonly scale: number;
}

export interface LinearModel {
  readonly labels: readonly string[];
  /** One sum for each label, in their order. */
  score(features: Features): Float64Array;
  /** How much each feature adds for a label, the weightiest first. */
  explain(features: Features, label: string): readonly { readonly feature: string; readonly adds: number }[];
}

const TOP = 127;

export function openLinearModel({ labels, bias, keys: sorted, weights, scale }: LinearModelData): LinearModel {
  const bytes = new Int8Array(toBytes(weights).buffer);
  const find = indexPlaces(new Uint32Array(toBytes(sorted).buffer), bytes);
  const unit = scale / TOP;
  return {
    labels,
    score(features) {
      const sums = Float64Array.from(bias);
      for (const [name, value] of features) {
        const place = find(name);
        if (place === undefined) continue;
        const end = place + 1 + 2 * byteAt(bytes, place);
        for (let at = place + 1; at < end; at += 2) {
          const label = byteAt(bytes, at);
          sums[label] = (sums[label] ?? 0) + value * unit * (bytes[at + 1] ?? 0);
        }
      }
      return sums;
    },
    explain(features, label) {
      const wanted = labels.indexOf(label);
      const found = [...features].map(([feature, value]) => {
        const place = find(feature);
        return { feature, adds: place === undefined ? 0 : value * unit * weightAt(bytes, place, wanted) };
      });
      return found.filter(({ adds }) => adds > 0).toSorted((one, other) => other.adds - one.adds);
    },
  };
}

function toBytes(base64: string): Uint8Array {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}

/** Where the weights of a feature begin. */
function indexPlaces(keys: Uint32Array, bytes: Int8Array): (name: string) => number | undefined {
  const places = new Uint32Array(keys.length);
  let place = 0;
  for (let index = 0; index < keys.length; index++) {
    places[index] = place;
    place += 1 + 2 * byteAt(bytes, place);
  }
  return (name) => {
    const key = toKey(name);
    let [low, high] = [0, keys.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((keys[middle] ?? 0) < key) low = middle + 1;
      else high = middle;
    }
    return keys[low] === key ? places[low] : undefined;
  };
}

function weightAt(bytes: Int8Array, place: number, wanted: number): number {
  const end = place + 1 + 2 * byteAt(bytes, place);
  for (let at = place + 1; at < end; at += 2) if (byteAt(bytes, at) === wanted) return bytes[at + 1] ?? 0;
  return 0;
}

/** Counts and labels are not negative. */
function byteAt(bytes: Int8Array, at: number): number {
  return (bytes[at] ?? 0) & 0xff;
}

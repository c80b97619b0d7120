/**
 * A linear model: for each label the sum of what the features of a text weigh. The weights were fitted beforehand; they are kept
 * as a list of features and, for each, the few labels for which it says anything, in one byte each.
 */
import type { Features } from '../to-features.ts';

export interface LinearModelData {
  readonly labels: readonly string[];
  /** What each label weighs by itself. */
  readonly bias: readonly number[];
  /** The names of the features, separated by spaces. */
  readonly features: string;
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

export function openLinearModel({ labels, bias, features: names, weights, scale }: LinearModelData): LinearModel {
  const bytes = new Int8Array(Uint8Array.from(atob(weights), (letter) => letter.charCodeAt(0)).buffer);
  const places = indexPlaces(names.split(' '), bytes);
  const unit = scale / TOP;
  return {
    labels,
    score(features) {
      const sums = Float64Array.from(bias);
      for (const [name, value] of features) {
        const place = places.get(name);
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
        const place = places.get(feature);
        return { feature, adds: place === undefined ? 0 : value * unit * weightAt(bytes, place, wanted) };
      });
      return found.filter(({ adds }) => adds > 0).toSorted((one, other) => other.adds - one.adds);
    },
  };
}

function indexPlaces(names: readonly string[], bytes: Int8Array): Map<string, number> {
  const places = new Map<string, number>();
  let place = 0;
  for (const name of names) {
    places.set(name, place);
    place += 1 + 2 * byteAt(bytes, place);
  }
  return places;
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

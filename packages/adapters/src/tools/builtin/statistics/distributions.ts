/** Probabilities of a value at least so extreme, under the hypothesis that there is nothing to be found. */
import { incompleteBeta, upperGamma } from './special-functions.ts';

/** Both sides. */
export function normalTwoSided(z: number): number {
  return upperGamma(0.5, (z * z) / 2);
}

/** Both sides. */
export function studentTwoSided(t: number, freedom: number): number {
  return incompleteBeta(freedom / 2, 0.5, freedom / (freedom + t * t));
}

/** The upper side. */
export function fisherUpper(f: number, above: number, below: number): number {
  return f <= 0 ? 1 : incompleteBeta(below / 2, above / 2, below / (below + above * f));
}

/** The upper side. */
export function chiSquareUpper(x: number, freedom: number): number {
  return upperGamma(freedom / 2, x / 2);
}

/** The value that Student's t exceeds on both sides together with this probability. */
export function studentQuantile(twoSided: number, freedom: number): number {
  let low = 0;
  let high = 1;
  while (studentTwoSided(high, freedom) > twoSided && high < 1e12) high *= 2;
  for (let step = 0; step < 200 && high - low > 1e-14 * high; step++) {
    const middle = (low + high) / 2;
    if (studentTwoSided(middle, freedom) > twoSided) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

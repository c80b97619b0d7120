/** Against values of R 4 and SciPy 1.17. */
import { describe, expect, it } from 'vitest';
import { chiSquareUpper, fisherUpper, normalTwoSided, studentQuantile, studentTwoSided } from './distributions.ts';
import { incompleteBeta, logGamma, upperGamma } from './special-functions.ts';

function expectClose(value: number, published: number, relative = 1e-10): void {
  expect(Math.abs(value - published)).toBeLessThanOrEqual(relative * Math.abs(published));
}

describe('probabilities', () => {
  it.each([
    [0.1, 2.252712651734206],
    [0.5, 0.5723649429247],
    [5.5, 3.9578139676187165],
    [100, 359.1342053695754],
    [1e5, 1051287.7089736569],
  ])('the logarithm of gamma of %d', (x, value) => {
    expectClose(logGamma(x), value, 1e-12);
  });

  it.each([
    [0.5, 0.1, 0.6547208460185768],
    [2, 3, 0.1991482734714558],
    [10, 3, 0.9988975118698845],
    [50, 80, 0.0001307839765914092],
    [0.5, 40, 3.744097384202887e-19],
  ])('the incomplete gamma function of %d and %d', (a, x, value) => {
    expectClose(upperGamma(a, x), value);
  });

  it.each([
    [[0.5, 0.5, 0.3], 0.36901011956554536],
    [[2, 3, 0.9], 0.9963],
    [[50, 0.5, 0.99], 0.3173043978741973],
    [[0.1, 20, 0.01], 0.8781283685059499],
    [[500, 600, 0.5], 0.9987291941553817],
  ] as const)('the incomplete beta function of %j', ([a, b, x], value) => {
    expectClose(incompleteBeta(a, b, x), value);
  });

  it.each([
    [2.228138852, 10, 0.04999999999883647],
    [1.96, 1000, 0.050273184955748736],
    [50, 3, 1.761715204127197e-5],
    [0.1, 1, 0.936548965138893],
    [-8, 30, 6.265822475700759e-9],
  ])("of Student's t %d with %d degrees of freedom", (t, freedom, value) => {
    expectClose(studentTwoSided(t, freedom), value);
  });

  it.each([
    [[4, 3, 20], 0.022076999662362404],
    [[0.5, 10, 2], 0.8140655679181293],
    [[100, 1, 50], 1.6077334688335447e-13],
  ] as const)('of F and its degrees of freedom %j', ([f, above, below], value) => {
    expectClose(fisherUpper(f, above, below), value);
  });

  it.each([
    [3.841458821, 1, 0.049999999990879],
    [10, 5, 0.07523524614651217],
    [200, 100, 1.1784500720979781e-8],
  ])('of chi-square %d with %d degrees of freedom', (x, freedom, value) => {
    expectClose(chiSquareUpper(x, freedom), value);
  });

  it('of a normal value, and back from a probability to Student’s t', () => {
    expectClose(normalTwoSided(1.959963984540054), 0.05);
    expectClose(normalTwoSided(-5), 5.733031437583878e-7);
    for (const [freedom, t] of [
      [1, 12.706204736174705],
      [2, 4.302652729749464],
      [10, 2.2281388519862753],
      [1000, 1.9623390808264085],
    ] as const)
      expectClose(studentQuantile(0.05, freedom), t, 1e-9);
  });
});

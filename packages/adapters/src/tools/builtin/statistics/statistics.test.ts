/** Against published results: NIST's Longley data, Anscombe's quartet, Student's sleep data, and examples of R's own documentation. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json } from '@tutti/protocol';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWorkspaces } from '../filesystem/workspaces.ts';
import { createStatisticsTools } from './create-statistics-tools.ts';
import { regress } from './regress.ts';
import { LONGLEY, LONGLEY_CERTIFIED } from './testing/longley.ts';

const X = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
const Y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
const SLEEP_1 = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
const SLEEP_2 = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
const PLANTS = [
  [4.17, 5.58, 5.18, 6.11, 4.5, 4.61, 5.17, 4.53, 5.33, 5.14],
  [4.81, 4.17, 4.41, 3.59, 5.87, 3.83, 6.03, 4.89, 4.32, 4.69],
  [6.31, 5.12, 5.54, 5.5, 5.37, 5.29, 4.92, 6.15, 5.8, 5.26],
];
const near = (value: number, digits = 9) => expect.closeTo(value, digits);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tutti-statistics-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function use(name: string, input: Json): Promise<Json> {
  const source = createStatisticsTools({ workspaces: createWorkspaces({ folder, readLimits: async () => ({}) }) });
  const signal = new AbortController().signal;
  const place = { tenant: 'ten_1', run: 'run_1', agent: 'ann', workspace: folder, signal };
  const tools = await source.open('statistics', place as Parameters<typeof source.open>[1]);
  const tool = tools.find((one) => one.name === `statistics__${name}`);
  if (!tool) throw new Error(`there is no tool ${name}`);
  return tool.use(input, { signal, key: 'key' });
}

const groups = (...values: readonly (readonly number[])[]): Json =>
  values.map((own, at) => ({ name: `group ${at + 1}`, values: [...own] }));

describe('statistics', () => {
  it('describes numbers', async () => {
    expect(await use('describe', { values: [2, 4, 4, 4, 5, 5, 7, 9, 20] })).toEqual({
      missing: 0,
      n: 9,
      sum: 60,
      mean: near(6.666666666666667),
      variance: near(29),
      standardDeviation: near(Math.sqrt(29)),
      standardError: near(1.7950549357115013),
      meanInterval95: [near(2.527262561997297), near(10.806070771336037)],
      min: 2,
      firstQuartile: 4,
      median: 5,
      thirdQuartile: 7,
      max: 20,
      skewness: near(2.2797990471515144),
      excessKurtosis: near(5.708425343978256),
    });
    expect(await use('quantiles', { values: [2, 4, 4, 4, 5, 5, 7, 9, 20], shares: [0.05, 0.9] })).toMatchObject({
      quantiles: [
        { share: 0.05, value: near(2.8) },
        { share: 0.9, value: near(11.2) },
      ],
    });
  });

  it('correlates, by value and by rank', async () => {
    expect(await use('correlation', { x: X, y: Y })).toMatchObject({
      coefficient: near(0.8164205163448395),
      pValue: near(0.0021696288730788152),
    });
    const ranked = { x: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], y: [2, 1, 4, 4, 5, 9, 7, 8, 10, 6], method: 'spearman' };
    expect(await use('correlation', ranked)).toMatchObject({
      coefficient: near(0.8267515394048879),
      pValue: near(0.0031797140860104173),
    });
    await expect(use('correlation', { x: [1, 1, 1], y: [1, 2, 3] })).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('fits a line with its errors', async () => {
    const input = { y: Y, predictors: [{ name: 'x', values: X }] };
    expect(await use('regression', input)).toMatchObject({
      rSquared: near(0.666542459508775),
      pValue: near(0.0021696288730787905),
      terms: [
        { name: '(constant)', coefficient: near(3.0000909090909103), standardError: near(1.1247467908086437) },
        { name: 'x', coefficient: near(0.5000909090909091), standardError: near(0.11790550059563408) },
      ],
    });
  });

  it("keeps nine digits of NIST's certified values where predictors hardly differ", () => {
    const { terms, rSquared, f, residualStandardError } = regress(LONGLEY.y, LONGLEY.predictors);
    const isClose = (value: number, certified: number) => Math.abs(value / certified - 1) < 1e-9;
    for (const [at, [coefficient, standardError]] of LONGLEY_CERTIFIED.terms.entries()) {
      expect(isClose(terms[at]?.coefficient ?? 0, coefficient)).toBe(true);
      expect(isClose(terms[at]?.standardError ?? 0, standardError)).toBe(true);
    }
    expect(isClose(rSquared, LONGLEY_CERTIFIED.rSquared)).toBe(true);
    expect(isClose(residualStandardError, LONGLEY_CERTIFIED.residualStandardError)).toBe(true);
    expect(isClose(f, LONGLEY_CERTIFIED.f)).toBe(true);
  });

  it('refuses predictors that say the same', async () => {
    const twice = X.map((value) => 2 * value + 1);
    const predictors = [
      { name: 'x', values: X },
      { name: 'twice', values: twice },
    ];
    await expect(use('regression', { y: Y, predictors })).rejects.toThrow('sum of multiples');
    await expect(use('regression', { y: [1, 2], predictors: [{ name: 'x', values: [1, 2] }] })).rejects.toThrow(
      'too few',
    );
  });

  it.each([
    [
      'welch',
      {
        t: near(-1.8608134674868526),
        pValue: near(0.0793941401873583),
        degreesOfFreedom: near(17.776473516178488),
        interval95: [near(-3.3654832307117104, 7), near(0.20548323071171137, 7)],
      },
    ],
    [
      'student',
      {
        pValue: near(0.07918671421593822),
        degreesOfFreedom: 18,
        interval95: [near(-3.3638740322875984, 7), near(0.20387403228759915, 7)],
      },
    ],
    [
      'paired',
      {
        t: near(-4.062127683382037),
        pValue: near(0.002832890197384273),
        interval95: [near(-2.459885763276983, 7), near(-0.7001142367230175, 7)],
      },
    ],
  ])('compares means: %s', async (test, result) => {
    expect(await use('compare', { test, groups: groups(SLEEP_1, SLEEP_2) })).toMatchObject(result);
  });

  it('compares without assuming a normal distribution', async () => {
    const x = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
    const exact = groups(x, [1.15, 0.88, 0.9, 0.74, 1.21]);
    expect(await use('compare', { test: 'mann_whitney', groups: exact })).toMatchObject({
      u: 35,
      pValue: near(0.2544122544122544),
      method: 'exact',
    });
    const tied = groups([1, 2, 2, 3, 5, 5, 8], [2, 4, 5, 6, 7, 9, 9, 10]);
    expect(await use('compare', { test: 'mann_whitney', groups: tied })).toMatchObject({
      u: 12,
      pValue: near(0.07054942813014804),
    });
  });

  it('compares several groups', async () => {
    expect(await use('compare', { test: 'anova', groups: groups(...PLANTS) })).toMatchObject({
      f: near(4.846087862380135),
      pValue: near(0.015909958325622912),
      degreesOfFreedom: [2, 27],
      groups: [{ name: 'group 1', mean: near(5.032) }, { mean: near(4.661) }, { mean: near(5.526) }],
    });
  });

  it('tests counts', async () => {
    const party = [
      [762, 327, 468],
      [484, 239, 477],
    ];
    expect(await use('chi_square', { counts: party })).toMatchObject({
      chiSquare: near(30.070149095754672),
      degreesOfFreedom: 2,
      pValue: near(2.9535891832117595e-7, 14),
    });
    expect(await use('chi_square', { counts: [[16, 18, 16, 14, 12, 12]] })).toMatchObject({
      chiSquare: near(2),
      pValue: near(0.8491450360846096),
    });
    expect(await use('chi_square', { counts: [[20, 30, 50]], expected: [1, 2, 3] })).toMatchObject({
      chiSquare: near(1),
      pValue: near(0.6065306597126334),
    });
  });

  it('finds values that lie far away, which hide themselves from the mean', async () => {
    const values = [10, 11, 9, 10, 12, 10, 11, 300, 9, 10, 310];
    expect(await use('outliers', { values, method: 'z', threshold: 3 })).toMatchObject({ found: 0 });
    expect(await use('outliers', { values })).toMatchObject({ found: 2, outliers: [{ row: 8 }, { row: 11 }] });
  });

  it('finds what fits neither trend nor season', async () => {
    const noise = (at: number) => Math.sin(at * 12.9898) * 0.5;
    const values = Array.from(
      { length: 140 },
      (_none, at) => 100 + 0.3 * at + 10 * Math.sin((2 * Math.PI * at) / 7) + noise(at),
    );
    for (const at of [33, 90]) values[at] = (values[at] ?? 0) + (at === 33 ? 12 : -12);
    const found = await use('seasonal_anomalies', { values, period: 7, threshold: 5 });
    expect(found).toMatchObject({ found: 2, anomalies: [{ row: 34 }, { row: 91 }] });
  });

  it('groups rows, and gives the same groups for the same seed', async () => {
    const at = (x: number, y: number) =>
      Array.from({ length: 10 }, (_none, row) => [x + (row % 3) * 0.1, y + (row % 4) * 0.1]);
    const points = [...at(0, 0), ...at(10, 0), ...at(0, 10)];
    const column = (index: number) => points.map((point) => point[index] ?? 0);
    const input = {
      columns: [
        { name: 'x', values: column(0) },
        { name: 'y', values: column(1) },
      ],
      k: 3,
      seed: 7,
    };
    const found = (await use('clusters', input)) as { clusters: { size: number }[]; assignment: number[] };
    expect(found.clusters.map(({ size }) => size)).toEqual([10, 10, 10]);
    for (const from of [0, 10, 20]) expect(new Set(found.assignment.slice(from, from + 10)).size).toBe(1);
    expect(await use('clusters', input)).toEqual(found);
  });
});

describe('columns of a table', () => {
  it('are read by name, with what is missing left out', async () => {
    const table = 'kind,price,"the ""size"""\r\na,1.5,2\r\nb,NA,3\r\na,2.5,4\r\n';
    await writeFile(join(folder, 'goods.csv'), table);
    const price = { file: 'goods.csv', column: 'price' };
    expect(await use('describe', { values: price })).toMatchObject({ n: 2, missing: 1, mean: 2 });
    const size = { file: 'goods.csv', column: 'the "size"', where: { column: 'kind', is: 'a' } };
    expect(await use('describe', { values: size })).toMatchObject({ n: 2, mean: 3 });
    await writeFile(join(folder, 'german.csv'), 'a;b\n1,5;2\n2,5;3\n');
    expect(await use('describe', { values: { file: 'german.csv', column: 'a' } })).toMatchObject({ mean: 2 });
  });

  it.each([
    [{ file: 'goods.csv', column: 'cost' }, 'has no column "cost"'],
    [{ file: 'goods.csv', column: 'kind' }, 'row 2 of "kind" holds "a", which is no number'],
    [{ file: '../goods.csv', column: 'kind' }, 'leads out'],
    [{ file: 'none.csv', column: 'kind' }, 'there is no file'],
    [{ file: 'open.csv', column: 'a' }, 'a quote that is not closed'],
  ])('%j is refused', async (values, message) => {
    await writeFile(join(folder, 'goods.csv'), 'kind,price\na,1\n');
    await writeFile(join(folder, 'open.csv'), 'a\n"1\n');
    await expect(use('describe', { values })).rejects.toThrow(message);
  });
});

describe('what holds for all numbers', () => {
  const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 3, maxLength: 60 });

  it('a probability is one, whatever is compared', async () => {
    await fc.assert(
      fc.asyncProperty(
        numbers,
        numbers,
        fc.constantFrom('welch', 'student', 'mann_whitney', 'anova'),
        async (a, b, test) => {
          const outcome = await use('compare', { test, groups: groups(a, b) }).catch((error: unknown) => error);
          if (outcome instanceof Error) {
            expect(outcome).toMatchObject({ code: 'invalid_input' });
            return;
          }
          const { pValue } = outcome as { pValue: number };
          expect(pValue).toBeGreaterThanOrEqual(0);
          expect(pValue).toBeLessThanOrEqual(1);
        },
      ),
      {
        numRuns: 60,
        // Whose squares are too small to be told from nothing.
        examples: [[[0, 0, 0], [0, 4.7e-162, 0], 'welch']],
      },
    );
  });

  it('quantiles rise with their share and stay between the ends', async () => {
    await fc.assert(
      fc.asyncProperty(numbers, async (drawn) => {
        // Without -0, which equals 0 and is told apart here.
        const values = drawn.map((value) => value + 0);
        const { quantiles } = (await use('quantiles', { values, shares: [0, 0.2, 0.5, 0.8, 1] })) as {
          quantiles: { value: number }[];
        };
        const found = quantiles.map(({ value }) => value);
        expect(found).toEqual(found.toSorted((one, other) => one - other));
        expect([found[0], found.at(-1)]).toEqual([Math.min(...values), Math.max(...values)]);
      }),
      { numRuns: 60 },
    );
  });
});

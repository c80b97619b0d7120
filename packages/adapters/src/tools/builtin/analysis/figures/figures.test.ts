/** Against simple-statistics, which somebody else has written, and against values of R and SciPy. */
import * as simple from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import type { Column } from '../tables/read-rows.ts';
import { toBins, toBoxes } from './bins-and-boxes.ts';
import { clusterRows } from './cluster-rows.ts';
import { adjust, correlateColumns } from './correlate-columns.ts';
import { describeColumns } from './describe-columns.ts';
import { drawChart } from './draw-chart.ts';
import { findAnomalies } from './find-anomalies.ts';
import { regressColumns } from './regress-columns.ts';
import { toSilhouette } from './silhouette.ts';
import { testGroups } from './test-groups.ts';

const near = (value: number, digits = 9) => expect.closeTo(value, digits);
const signal = new AbortController().signal;

/** The same numbers each time, spread as if by chance. */
const noise = (at: number) => Math.sin(at * 12.9898) * 43_758.545_3 - Math.floor(Math.sin(at * 12.9898) * 43_758.545_3);

const numbers = (name: string, cells: readonly (number | null)[]): Column => ({ name, kind: 'number', cells });
const words = (name: string, cells: readonly (string | null)[]): Column => ({ name, kind: 'text', cells });

const X = Array.from({ length: 80 }, (_none, at) => 10 + 5 * noise(at));
const Y = X.map((value, at) => 3 + 2 * value + 4 * noise(at + 1_000));
const DAYS: Column = {
  name: 'day',
  kind: 'time',
  cells: Array.from({ length: 140 }, (_none, at) => new Date(Date.UTC(2026, 0, 1 + at)).toISOString().slice(0, 10)),
};

describe('describing', () => {
  it('gives what simple-statistics gives', () => {
    const [column] = describeColumns([numbers('x', [...X, null])]).columns;
    expect(column).toMatchObject({
      n: 80,
      missing: 1,
      mean: near(simple.mean(X)),
      standardDeviation: near(simple.sampleStandardDeviation(X)),
      variance: near(simple.sampleVariance(X)),
      skewness: near(simple.sampleSkewness(X), 6),
      excessKurtosis: near(simple.sampleKurtosis(X), 6),
      median: near(simple.median(X)),
      min: simple.min(X),
      max: simple.max(X),
      sum: near(simple.sum(X)),
    });
  });

  it('counts words and tells first and last times', () => {
    const table = [words('kind', ['b', 'a', 'b', null, 'c', 'b']), DAYS];
    expect(describeColumns(table).columns).toMatchObject([
      {
        n: 5,
        missing: 1,
        distinct: 3,
        top: [
          { value: 'b', count: 3, share: 0.6 },
          { value: 'a', count: 1 },
          { value: 'c', count: 1 },
        ],
      },
      { n: 140, first: '2026-01-01', last: '2026-05-20' },
    ]);
    expect(describeColumns([numbers('none', [null, null])]).columns).toEqual([
      { column: 'none', kind: 'number', n: 0, missing: 2, distinct: 0 },
    ]);
  });
});

describe('correlating', () => {
  it('gives what simple-statistics gives, for every pair, each over the rows that it has', () => {
    const other = X.map((value, at) => (at === 3 ? null : 1_000 - value ** 3 + 1_000 * noise(at + 7)));
    const table = [numbers('x', X), numbers('y', Y), numbers('z', other)];
    const { pairs } = correlateColumns(table, { columns: [], method: 'pearson' });
    const held = X.filter((_value, at) => at !== 3);
    const z = other.filter((value) => value !== null);
    expect(pairs).toMatchObject([
      { x: 'x', y: 'y', n: 80, coefficient: near(simple.sampleCorrelation(X, Y)) },
      { x: 'x', y: 'z', n: 79, missing: 1, coefficient: near(simple.sampleCorrelation(held, z)) },
      { x: 'y', y: 'z', n: 79 },
    ]);
    const ranks = correlateColumns(table.slice(0, 2), { columns: [], method: 'spearman' });
    expect(ranks.pairs).toMatchObject([{ coefficient: near(simple.sampleRankCorrelation(X, Y)) }]);
  });

  it("corrects for as many as were asked, as R's p.adjust does", () => {
    expect(adjust([0.01, 0.04, 0.03, 0.005])).toEqual([near(0.03), near(0.06), near(0.06), near(0.02)]);
  });
});

describe('regression', () => {
  it('gives the line that simple-statistics gives, and what is left over', () => {
    const line = simple.linearRegression(X.map((value, at) => [value, Y[at] ?? 0]));
    const rSquared = simple.rSquared(
      X.map((value, at) => [value, Y[at] ?? 0]),
      simple.linearRegressionLine(line),
    );
    const found = regressColumns([numbers('x', X), numbers('y', Y)], { y: 'y', predictors: ['x'] });
    expect(found).toMatchObject({
      n: 80,
      rSquared: near(rSquared),
      terms: [
        { name: '(constant)', coefficient: near(line.b) },
        { name: 'x', coefficient: near(line.m) },
      ],
    });
    const residuals = Y.map((value, at) => value - line.b - line.m * (X[at] ?? 0));
    const steps = simple.sum(residuals.slice(1).map((value, at) => (value - (residuals[at] ?? 0)) ** 2));
    expect(found.residuals).toMatchObject({
      min: near(simple.min(residuals)),
      max: near(simple.max(residuals)),
      durbinWatson: near(steps / simple.sum(residuals.map((value) => value ** 2))),
    });
  });

  it('says against itself what its residuals show', () => {
    const bent = X.map((_value, at) => at ** 2 + noise(at));
    const places = X.map((_value, at) => at);
    const { residuals } = regressColumns([numbers('x', places), numbers('y', bent)], { y: 'y', predictors: ['x'] });
    expect(residuals.durbinWatson).toBeLessThan(0.1);
    expect(residuals.notes.join(' ')).toContain('Durbin-Watson');
    const uneven = X.map((_value, at) => at * (noise(at) - 0.5));
    const spread = regressColumns([numbers('x', places), numbers('y', uneven)], { y: 'y', predictors: ['x'] });
    expect(spread.residuals.breuschPaganP).toBeLessThan(0.01);
    expect(spread.residuals.notes.join(' ')).toContain('Breusch-Pagan');
  });

  it('tells the rows that lie far off, as they are counted in the data', () => {
    const off = Y.map((value, at) => (at === 40 ? value + 100 : value));
    const held = [numbers('x', [null, ...X]), numbers('y', [1, ...off])];
    expect(regressColumns(held, { y: 'y', predictors: ['x'] }).residuals).toMatchObject({
      far: 1,
      farthest: [{ row: 42 }],
    });
    expect(() => regressColumns(held, { y: 'y', predictors: ['y'] })).toThrow('cannot explain itself');
  });
});

describe('testing', () => {
  // The sleep data of Student, as R has it.
  const EXTRA = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2, 1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
  const sleep = [
    numbers('extra', EXTRA),
    words(
      'drug',
      EXTRA.map((_value, at) => (at < 10 ? '1' : '2')),
    ),
  ];
  const task = { value: 'extra', group: 'drug' } as const;

  it('compares two groups, with the size of the difference', () => {
    expect(testGroups(sleep, { test: 'welch', ...task })).toMatchObject({
      groups: [
        { name: '1', n: 10, mean: near(0.75) },
        { name: '2', n: 10, mean: near(2.33) },
      ],
      t: near(simple.tTestTwoSample(EXTRA.slice(0, 10), EXTRA.slice(10)) ?? Number.NaN),
      pValue: near(0.07939414),
      cohensD: near(-0.8321811, 6),
      hedgesG: near(-0.7970185, 5),
    });
    const turned = testGroups(sleep, { test: 'welch', ...task, groups: ['2', '1'] });
    expect(turned).toMatchObject({ meanDifference: near(1.58) });
    const ranks = testGroups(sleep, { test: 'mann_whitney', ...task });
    expect(ranks).toMatchObject({ u: 25.5, pValue: near(0.06932758, 6), rankBiserial: near(-0.49) });
  });

  it('compares several groups, pairs, and counts', () => {
    const values = [
      4.17, 5.58, 5.18, 6.11, 4.5, 4.61, 5.17, 4.53, 5.33, 5.14, 4.81, 4.17, 4.41, 3.59, 5.87, 3.83,
    ].concat([6.03, 4.89, 4.32, 4.69, 6.31, 5.12, 5.54, 5.5, 5.37, 5.29, 4.92, 6.15, 5.8, 5.26]);
    const plants = [
      numbers('weight', values),
      words(
        'group',
        values.map((_value, at) => ['ctrl', 'trt1', 'trt2'][Math.floor(at / 10)] ?? ''),
      ),
    ];
    expect(testGroups(plants, { test: 'anova', value: 'weight', group: 'group' })).toMatchObject({
      f: near(4.846087862380135),
      pValue: near(0.015909958325622912),
      etaSquared: near(0.2641483, 6),
      omegaSquared: near(0.2040788, 6),
      groups: [{ name: 'ctrl' }, { name: 'trt1' }, { name: 'trt2' }],
    });
    const pairs = [numbers('before', EXTRA.slice(0, 10)), numbers('after', EXTRA.slice(10))];
    expect(testGroups(pairs, { test: 'paired', columns: ['before', 'after'] })).toMatchObject({
      t: near(-4.062127683382037),
      pValue: near(0.002832890197384273),
      cohensD: near(-4.062127683382037 / Math.sqrt(10)),
    });
    const people = [
      ['F', 'D', 762],
      ['F', 'I', 327],
      ['F', 'R', 468],
      ['M', 'D', 484],
      ['M', 'I', 239],
      ['M', 'R', 477],
    ] as const;
    const spread = (at: 0 | 1) => people.flatMap((one) => Array.from({ length: one[2] }, () => one[at]));
    const party = [words('sex', [...spread(0), null]), words('party', [...spread(1), 'D'])];
    expect(testGroups(party, { test: 'chi_square', columns: ['sex', 'party'] })).toMatchObject({
      n: 2_757,
      missing: 1,
      chiSquare: near(30.070149095754672),
      pValue: near(2.9535891832117595e-7, 14),
      cramersV: near(0.1044358, 6),
    });
  });

  it('says what it needs', () => {
    expect(() => testGroups(sleep, { test: 'welch', value: 'extra' })).toThrow('one of groups');
    expect(() => testGroups(sleep, { test: 'welch', ...task, groups: ['1', '3'] })).toThrow('there is no group "3"');
    expect(() => testGroups(sleep, { test: 'welch', value: 'drug', group: 'extra' })).toThrow(
      'holds text, not numbers',
    );
  });
});

describe('clustering', () => {
  const centers = [
    [0, 0],
    [20, 0],
    [0, 20],
  ] as const;
  const at = (column: 0 | 1) =>
    centers.flatMap((center, own) =>
      Array.from({ length: 15 }, (_none, row) => center[column] + noise(own * 100 + row * 2 + column)),
    );
  const table = [numbers('x', at(0)), numbers('y', at(1))];
  const task = { columns: ['x', 'y'], mostK: 8, seed: 1, standardize: false } as const;

  it('takes as many clusters as separate best', async () => {
    const found = await clusterRows(table, task, signal);
    expect(found).toMatchObject({ k: 3, n: 45, clusters: [{ size: 15 }, { size: 15 }, { size: 15 }] });
    expect(found.silhouette).toBeGreaterThan(0.9);
    expect(found.tried?.map(({ k }) => k)).toEqual([2, 3, 4, 5, 6, 7, 8]);
    expect(await clusterRows(table, { ...task, k: 2 }, signal)).toMatchObject({ k: 2 });
    expect(await clusterRows(table, task, signal)).toEqual(found);
  });

  it('measures how well they separate as simple-statistics does', () => {
    const points = at(0).map((x, row) => [x, at(1)[row] ?? 0]);
    const labels = points.map((_point, row) => row % 4);
    expect(toSilhouette(points, labels)).toBeCloseTo(simple.mean(simple.silhouette(points, labels)), 9);
  });
});

describe('anomalies', () => {
  const season = Array.from(
    { length: 140 },
    (_none, at) => 100 + 0.3 * at + 10 * Math.sin((2 * Math.PI * at) / 7) + noise(at),
  );
  const planted = season.map((value, at) => (at === 33 ? value + 12 : at === 90 ? value - 12 : value));

  it('are found where they were planted, each with the range that it should lie in', () => {
    const table = [DAYS, numbers('amount', planted)];
    const task = { value: 'amount', time: 'day', method: 'seasonal', threshold: 5 } as const;
    const found = findAnomalies(table, task);
    expect(found).toMatchObject({
      period: 7,
      n: 140,
      found: 2,
      anomalies: [
        { row: 34, time: '2026-02-03' },
        { row: 91, time: '2026-04-01' },
      ],
    });
    const [high, low] = found.anomalies;
    expect(high?.value).toBeGreaterThan(high?.high ?? Infinity);
    expect(low?.value).toBeLessThan(low?.low ?? -Infinity);
    expect(Math.abs((high?.expected ?? 0) - (season[33] ?? 0))).toBeLessThan(1.5);
    // Unordered rows are put in order by their times, and keep their numbers.
    const mixed = table.map((column) => ({ ...column, cells: column.cells.toReversed() }));
    expect(findAnomalies(mixed, task).anomalies.map(({ row }) => row)).toEqual([107, 50]);
    expect(findAnomalies([DAYS, numbers('amount', season)], task)).toMatchObject({ found: 0 });
  });

  it('are judged by the median and its deviation as simple-statistics has them, or by the quartiles', () => {
    const values = [...X, 60, -30];
    const scale = 1.482_602_218_505_602 * simple.medianAbsoluteDeviation(values);
    const [first, ...others] = findAnomalies([numbers('x', values)], { value: 'x', method: 'mad' }).anomalies;
    expect([first, ...others].map((one) => one?.row)).toEqual([81, 82]);
    expect(first).toMatchObject({
      expected: near(simple.median(values)),
      low: near(simple.median(values) - 3.5 * scale),
      high: near(simple.median(values) + 3.5 * scale),
      score: near((60 - simple.median(values)) / scale),
    });
    expect(findAnomalies([numbers('x', [1, 2, 3, 4, 100])], { value: 'x', method: 'iqr' })).toMatchObject({
      found: 1,
      anomalies: [{ row: 5, expected: 3, low: -1, high: 7, score: 48 }],
    });
  });

  it('say what is wrong with a series', () => {
    const task = { value: 'amount', time: 'day', method: 'seasonal' } as const;
    const gap = planted.map((value, at) => (at === 5 ? null : value));
    expect(() => findAnomalies([DAYS, numbers('amount', gap)], task)).toThrow('1 rows have no value');
    const twice = { ...DAYS, cells: DAYS.cells.map((cell, at) => (at === 1 ? '2026-01-01' : cell)) };
    expect(() => findAnomalies([twice, numbers('amount', planted)], task)).toThrow('the same time');
    expect(() => findAnomalies([numbers('amount', planted)], { value: 'amount', method: 'seasonal' })).toThrow(
      'period',
    );
    const without = [DAYS, numbers('amount', planted)].map((column) => ({
      ...column,
      cells: column.cells.filter((_cell, at) => at !== 60),
    }));
    expect(findAnomalies(without, task)).toMatchObject({ gaps: 1 });
  });
});

describe('charts', () => {
  it('mark anomalies and the range that was expected', () => {
    const planted = X.map((value, at) => (at === 12 ? 90 : value));
    const days = { ...DAYS, cells: DAYS.cells.slice(0, 80) };
    const { chart, facts, computation } = drawChart([days, numbers('x', planted)], {
      chart: 'line',
      title: 'X',
      x: 'day',
      y: ['x'],
      anomalies: { method: 'mad' },
    });
    if (chart.kind !== 'line') throw new Error('it is a line');
    expect(facts).toEqual({ points: 80, missing: 0, anomalies: 1 });
    expect(computation).toContain('anomalies by mad, threshold 3.5');
    expect(chart.series[0]?.points.filter(({ anomaly }) => anomaly)).toMatchObject([
      { x: '2026-01-13T00:00:00.000Z', y: 90 },
    ]);
  });

  it('split into series, bins and boxes', () => {
    const table = [
      words('region', ['a', 'b', 'a', 'b', null]),
      numbers('n', [1, 2, 3, 4, 5]),
      words('day', ['x', 'x', 'y', 'y', 'y']),
    ];
    const bars = drawChart(table, { chart: 'bar', title: 'N', x: 'day', y: ['n'], group: 'region' });
    expect(bars).toMatchObject({
      facts: { points: 4, missing: 1 },
      chart: {
        x: { kind: 'category' },
        series: [
          {
            name: 'a',
            points: [
              { x: 'x', y: 1 },
              { x: 'y', y: 3 },
            ],
          },
          {
            name: 'b',
            points: [
              { x: 'x', y: 2 },
              { x: 'y', y: 4 },
            ],
          },
        ],
      },
    });
    expect(toBins([0, 1, 2, 3, 10], 2)).toEqual([
      { from: 0, to: 5, count: 4 },
      { from: 5, to: 10, count: 1 },
    ]);
    expect(toBins([4, 4], undefined)).toEqual([{ from: 4, to: 4, count: 2 }]);
    const { boxes } = toBoxes([numbers('n', [1, 2, 3, 4, 100])], { y: ['n'] });
    expect(boxes).toEqual([
      {
        name: 'n',
        n: 5,
        low: 1,
        firstQuartile: 2,
        median: 3,
        thirdQuartile: 4,
        high: 4,
        outliers: [100],
        outlierCount: 1,
      },
    ]);
  });

  it('that nobody could read are refused', () => {
    const many = [
      numbers(
        'x',
        Array.from({ length: 3_000 }, (_none, at) => at),
      ),
      numbers(
        'y',
        Array.from({ length: 3_000 }, () => 1),
      ),
    ];
    expect(() => drawChart(many, { chart: 'scatter', title: 'T', x: 'x', y: ['y'] })).toThrow('too many to be seen');
    expect(() => drawChart(many, { chart: 'line', title: 'T', y: ['y'] })).toThrow('needs a column for x');
  });
});

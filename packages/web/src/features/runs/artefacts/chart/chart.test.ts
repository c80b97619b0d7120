import { Chart } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { findNearest, toMarks } from './to-marks.ts';
import { toCsv, toRows } from './to-rows.ts';
import { formatNumber, thinOut, toCategoryScale, toNumberScale, toTimeScale } from './to-scale.ts';

const FRAME = { width: 600, height: 200 };
const common = {
  version: 1,
  title: 'Sales',
  x: { label: 'day', kind: 'time' },
  y: { label: 'amount', kind: 'number' },
  source: { files: [], computation: 'amount by day' },
} as const;
const LINE = Chart.parse({
  ...common,
  kind: 'line',
  series: [
    {
      name: 'amount',
      points: [
        { x: '2026-01-01T00:00:00.000Z', y: 10, low: 8, high: 12 },
        { x: '2026-01-02T00:00:00.000Z', y: 30, low: 9, high: 13, anomaly: true },
        { x: '2026-01-03T00:00:00.000Z', y: 11, low: 8, high: 12 },
      ],
    },
  ],
});

describe('scales', () => {
  it('have round ticks around all values', () => {
    const { ticks, toShare } = toNumberScale([3, 97], { most: 5, withZero: false });
    expect(ticks.map(({ text }) => text)).toEqual(['0', '20', '40', '60', '80', '100']);
    expect(toShare(50)).toBe(0.5);
    expect(toNumberScale([0.001, 0.0042], { most: 4, withZero: true }).ticks.map(({ text }) => text)).toEqual([
      '0.000',
      '0.002',
      '0.004',
      '0.006',
    ]);
    expect(toNumberScale([2e6, 9e6], { most: 4, withZero: false }).ticks.at(-1)?.text).toBe('10M');
  });

  it.each([[[5]], [[0, 0]], [[-1e-9, 1e-9]], [[-3, -3]]])('hold %j', (values) => {
    const { ticks, toShare } = toNumberScale(values, { most: 4, withZero: false });
    expect(ticks.length).toBeGreaterThan(1);
    for (const value of values) {
      expect(toShare(value)).toBeGreaterThanOrEqual(-1e-9);
      expect(toShare(value)).toBeLessThanOrEqual(1 + 1e-9);
    }
  });

  it('tell times as finely as they differ', () => {
    const texts = (from: string, until: string) => toTimeScale([from, until], 2).ticks.map(({ text }) => text);
    expect(texts('2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z')).toEqual(['2026-01-01', '2026-02-01']);
    expect(texts('2026-01-01T06:00:00Z', '2026-01-02T06:00:00Z')).toEqual(['01-01 06:00', '01-02 06:00']);
    expect(texts('2010-01-01T00:00:00Z', '2026-01-01T00:00:00Z')).toEqual(['2010', '2026']);
    expect(texts('2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z')).toHaveLength(1);
    // A tick stands at the beginning of its day, not somewhere in it.
    const [, second] = toTimeScale(['2026-01-01T00:00:00Z', '2026-01-08T00:00:00Z'], 3).ticks;
    expect(second).toEqual({ text: '2026-01-04', at: 3 / 7 });
  });

  it('leave words of categories out where there is no room for all', () => {
    const names = Array.from({ length: 40 }, (_none, at) => `name ${at}`);
    expect(toCategoryScale(names, 6).ticks.length).toBeLessThanOrEqual(6);
    expect(toCategoryScale(['a', 'b', 'a'], 6).ticks.map(({ at }) => at)).toEqual([0.25, 0.75]);
    expect(formatNumber(0.123_456_789)).toBe('0.1234568');
  });
});

describe('words below the axis', () => {
  it('are left out where they would lie over each other', () => {
    const ticks = [0, 0.1, 0.2, 0.5, 0.9, 1].map((at) => ({ at, text: '2026-01-01' }));
    expect(thinOut(ticks, 2_000)).toEqual(ticks);
    expect(thinOut(ticks, 1_000).map(({ at }) => at)).toEqual([0, 0.2, 0.5, 0.9]);
    expect(thinOut(ticks, 300).map(({ at }) => at)).toEqual([0, 0.5, 0.9]);
    expect(thinOut(ticks, 60).map(({ at }) => at)).toEqual([0]);
  });
});

describe('marks', () => {
  it('lie where their values are, with the range that was expected and every anomaly', () => {
    const { marks, lines, band } = toMarks(LINE, FRAME);
    expect(marks.map(({ x, isAnomaly }) => [x, isAnomaly])).toEqual([
      [0, false],
      [300, true],
      [600, false],
    ]);
    expect(lines).toHaveLength(1);
    expect(band).toMatch(/^M0 [\d.]+L300 [\d.]+L600 [\d.]+L600 .*Z$/u);
    expect(marks[1]?.text).toBe('anomaly. 2026-01-02: 30, expected 9 to 13');
    expect(findNearest(marks, 290, 190)?.text).toBe(marks[1]?.text);
  });

  it('of bars begin at zero, also below it', () => {
    const chart = Chart.parse({
      ...common,
      kind: 'bar',
      x: { label: 'region', kind: 'category' },
      series: [
        {
          name: 'n',
          points: [
            { x: 'a', y: 50 },
            { x: 'b', y: -50 },
          ],
        },
      ],
    });
    const { bars } = toMarks(chart, FRAME);
    expect(bars[0]?.y).toBeLessThan(bars[1]?.y ?? 0);
    expect(bars[0]?.height).toBeGreaterThan(50);
    expect(bars[0]?.height).toBeCloseTo(bars[1]?.height ?? 0);
    expect((bars[0]?.y ?? 0) + (bars[0]?.height ?? 0)).toBeCloseTo(bars[1]?.y ?? Number.NaN);
  });

  it('of ranges and boxes lie inside the frame', () => {
    const bins = [
      { from: 0, to: 5, count: 4 },
      { from: 5, to: 10, count: 1 },
    ];
    const histogram = toMarks(Chart.parse({ ...common, kind: 'histogram', bins }), FRAME);
    expect(histogram.bars.map(({ height }) => height)).toEqual([200, 50]);
    const box = {
      name: 'a',
      n: 5,
      low: 1,
      firstQuartile: 2,
      median: 3,
      thirdQuartile: 4,
      high: 5,
      outliers: [9],
      outlierCount: 1,
    };
    const [drawn] = toMarks(Chart.parse({ ...common, kind: 'box', boxes: [box] }), FRAME).boxes;
    const heights = [drawn?.low, drawn?.first, drawn?.median, drawn?.third, drawn?.high, drawn?.outliers[0]];
    expect(heights).toEqual(heights.toSorted((one, other) => Number(other) - Number(one)));
  });
});

describe('the figures of a chart', () => {
  it('are all in its table and in its file', () => {
    expect(toRows(LINE).rows.map(({ isMarked }) => isMarked)).toEqual([false, true, false]);
    expect(toCsv(toRows(LINE))).toBe(
      [
        'day,amount,expected from,expected to,anomaly',
        '2026-01-01T00:00:00.000Z,10,8,12,',
        '2026-01-02T00:00:00.000Z,30,9,13,yes',
        '2026-01-03T00:00:00.000Z,11,8,12,',
        '',
      ].join('\r\n'),
    );
  });

  it('are no formulas for whoever opens the file, and negative numbers stay numbers', () => {
    const chart = Chart.parse({
      ...common,
      kind: 'bar',
      x: { label: '=cmd()', kind: 'category' },
      series: [{ name: 'n,"m"', points: [{ x: '@a', y: -5 }] }],
    });
    expect(toCsv(toRows(chart))).toBe(`'=cmd(),"n,""m"""\r\n'@a,-5\r\n`);
  });
});

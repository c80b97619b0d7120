import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { type MoneyReport, simulateMoney } from './simulate-money.ts';

const trees = Number(process.env['TUTTI_TREES'] ?? 1_000);
const seed = Number(process.env['TUTTI_SEED'] ?? 1);

describe('money over random trees of work, 64 at once on two workers that die at random points', () => {
  it(`is never overdrawn on any account, is used up where it is wanted, and is not refused wrongly: ${trees} trees`, async () => {
    const report = await simulateMoney({ seed, trees, atOnce: 64, workers: 2 });
    console.log(toText(report));
    expect(report.violations, `run it again with TUTTI_SEED=${seed} TUTTI_TREES=${trees}`).toEqual([]);
    expect(report.runs).toBeGreaterThanOrEqual(trees);
    expect(report.kills).toBeGreaterThan(0);
    expect(report.wrong).toBeLessThan(0.02);
    expect(report.utilisation.length).toBeGreaterThan(0);
    expect(report.used).toBeGreaterThanOrEqual(0.9);
    // A limit of a few calls ends with a larger part of one left over.
    for (const { level, share } of report.utilisation) expect(share, level).toBeGreaterThanOrEqual(0.8);
  }, 900_000);
});

function toText({ utilisation, used, violations, wrong, careful, ...counts }: MoneyReport): string {
  const parts = [
    ...Object.entries(counts).map(([name, count]) => `${name} ${count}`),
    `overshoot and sums that do not fit ${violations.length}`,
    `refused wrongly ${toPercent(wrong)}`,
    `refused though its true need fitted ${toPercent(careful)}`,
    `limits that somebody wanted more of used up to ${toPercent(used)}`,
    ...utilisation.map(({ level, exhausted, share }) => `${level}: ${exhausted} used up to ${toPercent(share)}`),
  ];
  return parts.join(', ');
}

function toPercent(share: number): string {
  return `${(100 * share).toFixed(2)}%`;
}

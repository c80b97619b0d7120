/** From sums by day to bars. Heights may be rounded; what stands beside them is exact. */
import type { CostsView } from '@tutti/protocol/api';
import { shareOf, toMoneyText, toNano } from '../../domain/exact-money.ts';
import { formatCount, formatMoney } from '../../domain/format-numbers.ts';
import { costsText as text } from '../../strings/costs.ts';
import type { Bar, BarChartProps } from '../../ui/bar-chart.tsx';
import type { Tone } from '../../ui/tone.ts';

export type Measure = keyof typeof text.measures;
type Row = CostsView['rows'][number];

interface Part {
  readonly tone: Tone;
  readonly name: string;
  readonly of: (row: Row) => bigint;
}

const PARTS: Record<Measure, readonly Part[]> = {
  cost: [{ tone: 'progress', name: text.parts.cost, of: ({ usd }) => toNano(usd) }],
  calls: [
    {
      tone: 'neutral',
      name: text.parts.paid,
      of: ({ calls, freeCalls, rehearsedCalls }) => atLeastNone(calls - freeCalls - rehearsedCalls),
    },
    // What is local is free, too.
    { tone: 'success', name: text.parts.free, of: ({ freeCalls, localCalls }) => atLeastNone(freeCalls - localCalls) },
    { tone: 'info', name: text.parts.local, of: ({ localCalls }) => BigInt(localCalls) },
    { tone: 'attention', name: text.parts.rehearsed, of: ({ rehearsedCalls }) => BigInt(rehearsedCalls) },
  ],
  tokens: [
    { tone: 'info', name: text.parts.input, of: ({ inputTokens }) => BigInt(inputTokens) },
    { tone: 'progress', name: text.parts.output, of: ({ outputTokens }) => BigInt(outputTokens) },
  ],
};

const short = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

export function toDayBars(rows: readonly Row[], days: readonly string[], measure: Measure): BarChartProps {
  const parts = PARTS[measure];
  const byDay = new Map(rows.map((row) => [row.of, row]));
  const sums = days.map((day) => {
    const row = byDay.get(day);
    return row ? parts.map(({ of }) => of(row)) : parts.map(() => 0n);
  });
  const highest = sums.map(sum).reduce((most, one) => (one > most ? one : most), 0n);
  const top = toNiceTop(highest);
  const bars = days.map((day, index): Bar => {
    const own = sums[index] ?? [];
    return {
      id: day,
      label: short.format(new Date(day)),
      text: `${short.format(new Date(day))}: ${write(measure, sum(own))}`,
      parts: parts.map(({ tone }, place) => ({ tone, share: shareOf(own[place] ?? 0n, top) })),
    };
  });
  const [first = '', last = first] = [bars[0]?.label, bars.at(-1)?.label];
  return {
    label: text.chart(text.measures[measure], first, last),
    bars,
    ticks: toTicks(top).map((value) => ({ share: shareOf(value, top), text: write(measure, value) })),
    legend: parts.length > 1 ? parts.map(({ tone, name }) => ({ tone, text: name })) : undefined,
  };
}

/** The next of 1, 2, 5, 10, 20, 50 … */
export function toNiceTop(highest: bigint): bigint {
  for (let power = 1n; ; power *= 10n)
    for (const factor of [1n, 2n, 5n]) if (factor * power >= highest) return factor * power;
}

function toTicks(top: bigint): bigint[] {
  return top % 2n === 0n ? [0n, top / 2n, top] : [0n, top];
}

function write(measure: Measure, value: bigint): string {
  return measure === 'cost' ? formatMoney(toMoneyText(value)) : formatCount(Number(value));
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((all, one) => all + one, 0n);
}

function atLeastNone(count: number): bigint {
  return BigInt(Math.max(0, count));
}

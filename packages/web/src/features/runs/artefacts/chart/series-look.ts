/** Series differ by colour and by dashes, so that none has to be told by its colour alone. */
const SERIES_INK = [
  'var(--chart-1)',
  'var(--chart-2)',
  'var(--chart-3)',
  'var(--chart-4)',
  'var(--chart-5)',
  'var(--chart-6)',
  'var(--chart-7)',
  'var(--chart-8)',
] as const;

const DASHES = ['', '6 3', '2 2', '8 3 2 3', '4 4', '10 4', '1 3', '6 2 1 2 1 2'] as const;

export function toInk(series: number): string {
  return SERIES_INK[series % SERIES_INK.length] ?? SERIES_INK[0];
}

export function toDashes(series: number): string {
  return DASHES[series % DASHES.length] ?? '';
}

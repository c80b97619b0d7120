/** Numbers of a team as they are told. */
const PERCENT = 100;

export function toPercent(share: number): string {
  return `${Math.round(share * PERCENT)}%`;
}

export function toHundredths(value: number): string {
  return (Math.round(value * PERCENT) / PERCENT).toFixed(2);
}

/** Shares of money, to the billionth of a dollar: whole numbers only, however large. */
import type { Money } from '@tutti/protocol/api';

const NANO_DIGITS = 9;
/** Shares are told to the tenth of a percent. */
const PER_MILLE = 1_000n;

export function toNano(money: Money): bigint {
  const [whole = '0', fraction = ''] = money.split('.');
  return BigInt(whole + fraction.padEnd(NANO_DIGITS, '0'));
}

export function toMoneyText(nano: bigint): Money {
  const digits = String(nano).padStart(NANO_DIGITS + 1, '0');
  const fraction = digits.slice(-NANO_DIGITS).replace(/0+$/, '');
  return `${digits.slice(0, -NANO_DIGITS)}${fraction === '' ? '' : `.${fraction}`}`;
}

/** From 0 to 1, to the thousandth, rounded down; 0 of nothing. For widths and percents, never for sums. */
export function shareOf(part: bigint, whole: bigint): number {
  return whole <= 0n ? 0 : Number((part * PER_MILLE) / whole) / Number(PER_MILLE);
}

/** `12.5%`; what is there but too small to show is not told as nothing, and what is not all is not told as all. Of nothing there is no share. */
export function formatShare(part: bigint, whole: bigint): string {
  if (whole <= 0n) return '–';
  const share = shareOf(part, whole);
  if (share === 0 && part > 0n) return '< 0.1%';
  return `${(share * 100).toLocaleString('en', { maximumFractionDigits: 1 })}%`;
}

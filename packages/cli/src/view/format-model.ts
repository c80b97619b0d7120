/** Facts of a model in the few words that a table has room for. */
import { type ModelView, parseMoney, type PriceView, type QuotaView } from '@tutti/protocol/api';
import { formatCost } from './format-usage.ts';

/** `131k`, `1M` */
export function formatSize(tokens: number): string {
  if (tokens < 1_000) return String(tokens);
  if (tokens < 999_500) return `${Math.round(tokens / 1_000)}k`;
  const millions = tokens / 1_000_000;
  return `${millions < 10 ? Number(millions.toFixed(1)) : Math.round(millions)}M`;
}

export function formatUsd(usd: string): string {
  return formatCost({ costNanoUsd: parseMoney(usd) });
}

/** `$0.15/$0.435`: for a million tokens in and out, to the last digit. */
export function formatPrice(price: PriceView | undefined): string {
  return price === undefined ? '?' : `${formatExactUsd(price.input)}/${formatExactUsd(price.output)}`;
}

/** Every digit of it stays: what people set, and what must add up. */
export function formatExactUsd(usd: string): string {
  const [whole = '0', fraction = ''] = usd.split('.');
  return `$${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${fraction.padEnd(2, '0')}`;
}

/** Free is what a key of the free tier can call: one of a paid account has no such quota. */
export function formatKind({ local, free, price, offered, routes }: ModelView): string {
  if (local) return 'local';
  if (free && (!offered || routes.some(({ quotas }) => quotas.length > 0))) return 'free';
  return price && parseMoney(price.input) + parseMoney(price.output) === 0 ? 'free' : 'paid';
}

const UNITS = { requests: 'calls', tokens: 'tokens' } as const;

/** What is left of the window that is used up furthest: `940/1k calls/day`. */
export function formatQuota(quotas: readonly QuotaView[]): string {
  const shareLeft = ({ left, limit }: QuotaView) => (limit === 0 ? 0 : left / limit);
  const [tightest] = quotas.toSorted((one, other) => shareLeft(one) - shareLeft(other));
  if (!tightest) return '';
  const { left, limit, what, per } = tightest;
  return `${formatSize(left)}/${formatSize(limit)} ${UNITS[what]}/${per}`;
}

export function joinFacts(facts: readonly (string | undefined | false)[], separator = ' · '): string {
  return facts.filter((fact) => fact !== undefined && fact !== false && fact !== '').join(separator);
}

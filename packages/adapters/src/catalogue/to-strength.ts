/**
 * How much a model is trusted with before anything was learnt of it, from 0 to 100: a guess from what is public, the same for everybody who
 * has the same facts. docs/models.md explains it.
 */
import type { ModelPrice } from '@tutti/protocol';

export interface StrengthFacts {
  readonly id: string;
  readonly price?: ModelPrice | undefined;
  readonly released?: string | undefined;
  readonly reasoning?: boolean | undefined;
  /** Thousand million parameters, where the id does not say it. */
  readonly billions?: number | undefined;
}

const NANO = 1e9;
const YEAR_MS = 365.25 * 86_400_000;
/** What costs this much a year later is as good as what costs it now times this: prices of the same ability fall. */
const PRICE_FALLS = 10 ** -0.4;
const LEAST_ANCHOR = 10;
const UNKNOWN_ANCHOR = 30;
const UNKNOWN_AGE_YEARS = 1.5;
const NEWEST = 24;
const A_YEAR = 8;
const REASONING = 8;

/** `asOf` is the day that the facts are of. */
export function toStrength(facts: StrengthFacts, asOf: string): number {
  const years = toAgeYears(facts.released, asOf);
  const anchors = [toPriceAnchor(facts.price, years), toSizeAnchor(facts.billions ?? toBillions(facts.id))].filter(
    (anchor) => anchor !== undefined,
  );
  const sum = anchors.reduce((total, anchor) => total + anchor, 0);
  const anchor = anchors.length === 0 ? UNKNOWN_ANCHOR : sum / anchors.length;
  const strength = anchor + Math.max(0, NEWEST - A_YEAR * years) + (facts.reasoning ? REASONING : 0);
  return Math.min(100, Math.max(0, Math.round(strength)));
}

function toAgeYears(released: string | undefined, asOf: string): number {
  const at = Date.parse(released ?? '');
  return Number.isNaN(at) ? UNKNOWN_AGE_YEARS : Math.max(0, (Date.parse(asOf) - at) / YEAR_MS);
}

/** Three parts of input to one of output; what is given away says nothing. */
function toPriceAnchor(price: ModelPrice | undefined, years: number): number | undefined {
  const dollars = ((3 * (price?.input ?? 0) + (price?.output ?? 0)) / 4 / NANO) * PRICE_FALLS ** years;
  return dollars === 0 ? undefined : Math.max(LEAST_ANCHOR, 20 + 14 * Math.log10(dollars / 0.02));
}

function toSizeAnchor(billions: number | undefined): number | undefined {
  return billions === undefined ? undefined : Math.max(LEAST_ANCHOR, 10 + 16 * Math.log10(billions));
}

/** `70b`, `8x7b`, `1t`; of `235b-a22b`, of which only a part works at a time, the geometric mean. */
export function toBillions(id: string): number | undefined {
  const text = id.toLowerCase();
  const [, experts = '1', each, unit] = /(?<![a-z0-9.])(?:(\d+)x)?e?(\d+(?:\.\d+)?)([bt])(?![a-z0-9])/.exec(text) ?? [];
  if (each === undefined) return undefined;
  const all = Number(experts) * Number(each) * (unit === 't' ? 1_000 : 1);
  const [, active] = /(?<![a-z0-9])a(\d+(?:\.\d+)?)b(?![a-z0-9])/.exec(text) ?? [];
  return active === undefined ? all : Math.sqrt(all * Number(active));
}

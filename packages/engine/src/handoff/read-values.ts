/** The values in a text: numbers with their units, dates, times, ids, addresses, and what stands in quotes. */

export interface Value {
  readonly kind: 'number' | 'date' | 'time' | 'id' | 'url' | 'quote';
  /** The same for every way in which it may be written. */
  readonly key: string;
  readonly unit?: string | undefined;
  /** It is said to be the wrong one, as in `not 5,000`. */
  readonly denied: boolean;
}

export interface ReadValues {
  readonly values: readonly Value[];
  /** The text without them. */
  readonly rest: string;
}

type Found = Pick<Value, 'kind' | 'key' | 'unit'>;

interface Form {
  readonly form: RegExp;
  read(match: RegExpExecArray): Found | undefined;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
const NUMBER_WORDS = ['two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];

const UNITS: ReadonlyMap<string, string> = new Map(
  [
    ['%', 'percent', 'pct'],
    ['eur', '€', 'euro', 'euros'],
    ['usd', '$', 'dollar', 'dollars'],
    ['gbp', '£', 'pounds'],
    ['km', 'kilometre', 'kilometres', 'kilometer', 'kilometers'],
    ['m', 'metre', 'metres', 'meter', 'meters'],
    ['cm', 'mm'],
    ['kg', 'kilogram', 'kilograms', 'kilo', 'kilos'],
    ['g', 'gram', 'grams'],
    ['t', 'ton', 'tons', 'tonne', 'tonnes'],
    ['l', 'litre', 'litres', 'liter', 'liters'],
    ['ms', 'millisecond', 'milliseconds'],
    ['s', 'sec', 'second', 'seconds'],
    ['min', 'mins', 'minute', 'minutes'],
    ['h', 'hr', 'hrs', 'hour', 'hours'],
    ['day', 'days', 'd'],
    ['week', 'weeks'],
    ['month', 'months'],
    ['year', 'years'],
    ['kb'],
    ['mb'],
    ['gb'],
    ['tb'],
    ['kw'],
    ['mw'],
    ['kwh'],
    ['°c', 'celsius'],
    ['people', 'persons', 'guests', 'visitors'],
  ].flatMap(([unit = '', ...others]) => [unit, ...others].map((word) => [word, unit] as const)),
);
const TIMES: ReadonlyMap<string, number> = new Map([
  ['k', 1e3],
  ['thousand', 1e3],
  ['mn', 1e6],
  ['million', 1e6],
  ['bn', 1e9],
  ['billion', 1e9],
]);
const PLAIN = String.raw`\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3}){2,}|\d+(?:\.\d+)?`;

/** In this order: what one of them takes is no longer there for the next. */
const FORMS: readonly Form[] = [
  { form: /https?:\/\/[^\s<>()"'`]+[^\s<>()"'`.,;:!?]/giu, read: ([url]) => ({ kind: 'url', key: url.toLowerCase() }) },
  {
    form: /"([^"\n]{2,80})"|“([^”\n]{2,80})”|«([^»\n]{2,80})»/gu,
    read: ([, ...said]) => ({ kind: 'quote', key: toPlain(said.find((one) => one !== undefined) ?? '') }),
  },
  { form: /\b(\d{4})-(\d{2})-(\d{2})\b/gu, read: ([, year, month, day]) => toDate(year, Number(month), day) },
  { form: /\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b/gu, read: ([, day, month, year]) => toDate(year, Number(month), day) },
  {
    form: new RegExp(String.raw`\b(\d{1,2})(?:st|nd|rd|th)?(?: of)? ${MONTH}\b\.?(?:,? (\d{4}))?`, 'giu'),
    read: ([, day, month, year]) => toDate(year, toMonth(month), day),
  },
  {
    form: new RegExp(String.raw`\b${MONTH}\.? (\d{1,2})(?:st|nd|rd|th)?\b(?:,? (\d{4}))?`, 'giu'),
    read: ([, month, day, year]) => toDate(year, toMonth(month), day),
  },
  { form: /\b(\d{1,2})(?::([0-5]\d))?\s?(am|pm)\b/giu, read: toHalfDayTime },
  {
    form: /\b([01]?\d|2[0-3]):([0-5]\d)\b/gu,
    read: ([, hour, minute]) => ({ kind: 'time', key: `${Number(hour)}:${minute}` }),
  },
  {
    form: new RegExp(
      String.raw`(?<![\p{L}\p{N}_]|\p{L}-|\d[.,])(?:(eur|usd|gbp)\s?|([€$£])\s?)?(-?(?:${PLAIN}))(?:\s?(%|°c|€|\$|£)|[\s-]?(\p{L}+))?(?![\p{L}\p{N}_])`,
      'giu',
    ),
    read: toNumber,
  },
  {
    form: /(?<![\p{L}\p{N}])(?=[\p{L}\p{N}_./-]{0,40}\p{N})(?=[\p{L}\p{N}_./-]{0,40}\p{L})[\p{L}\p{N}]+(?:[-_./][\p{L}\p{N}]+){0,12}/gu,
    read: ([id]) => ({ kind: 'id', key: id.toLowerCase() }),
  },
  {
    form: new RegExp(String.raw`\b(${NUMBER_WORDS.join('|')})\b`, 'giu'),
    read: ([word]) => ({ kind: 'number', key: String(NUMBER_WORDS.indexOf(word.toLowerCase()) + 2) }),
  },
];
const DENIED = /(?:\bnot|\binstead of|\brather than|\bno longer)\s+(?:at\s+|in\s+)?$/iu;

export function readValues(text: string): ReadValues {
  const values: (Value & { readonly at: number })[] = [];
  let rest = text;
  for (const { form, read } of FORMS) {
    for (const match of rest.matchAll(form)) {
      const found = read(match);
      if (!found) continue;
      const { index } = match;
      values.push({ ...found, at: index, denied: DENIED.test(text.slice(Math.max(0, index - 20), index)) });
      rest = rest.slice(0, index) + keepWord(match, found) + rest.slice(index + match[0].length);
    }
  }
  return { values: values.toSorted((one, other) => one.at - other.at).map(({ at: _, ...value }) => value), rest };
}

/** The word behind a number stays where it is no unit. As long as before, so that every later match stands where it stood. */
function keepWord(match: RegExpExecArray, { kind, unit }: Found): string {
  const word = kind === 'number' && unit === undefined ? (match[5] ?? '') : '';
  return (TIMES.has(word.toLowerCase()) ? '' : word).padStart(match[0].length, ' ');
}

function toHalfDayTime([, hour = '', minute = '00', half = '']: RegExpExecArray): Found | undefined {
  if (Number(hour) < 1 || Number(hour) > 12) return undefined;
  return { kind: 'time', key: `${(Number(hour) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0)}:${minute}` };
}

function toNumber([, before, sign, digits = '', after, word]: RegExpExecArray): Found {
  const times = TIMES.get(word?.toLowerCase() ?? '') ?? 1;
  const plain = /^-?\d{1,3}(?:\.\d{3}){2,}$/u.test(digits)
    ? digits.replaceAll('.', '')
    : digits.replace(/[,\u00a0\u202f]/gu, '');
  const unit = [before, sign, after, word].map((said) => UNITS.get(said?.toLowerCase() ?? '')).find(Boolean);
  return { kind: 'number', key: String(Number((Number(plain) * times).toPrecision(12))), unit };
}

function toMonth(name = ''): number {
  return MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
}

/** A year that is not said fits every year. */
function toDate(year: string | undefined, month: number, day = ''): Found | undefined {
  if (month < 1 || month > 12 || Number(day) < 1 || Number(day) > 31) return undefined;
  return { kind: 'date', key: `${year ?? '*'}-${month}-${Number(day)}` };
}

/** Whether both mean the same; a unit or a year that one of them leaves out is taken to be the other's. */
export function isSameValue(one: Value, other: Value): boolean {
  if (one.kind !== other.kind) return false;
  if (one.kind === 'date') {
    const [year, day] = [one.key.split('-')[0], one.key.replace(/^[^-]*/u, '')];
    const [otherYear, otherDay] = [other.key.split('-')[0], other.key.replace(/^[^-]*/u, '')];
    return day === otherDay && (year === otherYear || year === '*' || otherYear === '*');
  }
  return one.key === other.key && (one.unit === other.unit || one.unit === undefined || other.unit === undefined);
}

/** Without what only changes how a text looks. */
export function toPlain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[*_`]/gu, '')
    .replace(/[‘’]/gu, "'")
    .replace(/[“”«»]/gu, '"')
    .replace(/[–—]/gu, '-')
    .replace(/\s+/gu, ' ')
    .trim();
}

/** The facts of a case: figures of places, with others beside them that are easily taken for them; and how somebody may say them. */
export interface FigureOf {
  readonly place: string;
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** A figure of last year is another fact. */
  readonly old: boolean;
}

export interface Case {
  readonly required: readonly FigureOf[];
  readonly others: readonly FigureOf[];
}

/** Between 0 and 1. */
export type Draw = () => number;

const PLACES = [
  'Harbour',
  'Station',
  'Arsenal',
  'Lighthouse',
  'Foundry',
  'Orchard',
  'Quarry',
  'Theatre',
  'Brewery',
  'Museum',
];
/** Each with another word for the same. */
const KINDS = [
  { what: 'budget', also: 'funds', unit: 'EUR' },
  { what: 'capacity', also: 'room', unit: 'guests' },
  { what: 'rent', also: 'lease', unit: 'EUR' },
  { what: 'distance', also: 'way', unit: 'km' },
] as const;
const REQUIRED = 20;
const OLD = 10;
const ANOTHER_WORD = 0.1;

/** Forty facts: twenty that must arrive, ten of last year about the same things, ten about others. */
export function drawCase(draw: Draw): Case {
  const all = shuffle(
    PLACES.flatMap((place) =>
      KINDS.map(({ what, unit }) => ({ place, what, unit, value: drawValue(draw), old: false })),
    ),
    draw,
  );
  const required = all.slice(0, REQUIRED);
  const old = required.slice(0, OLD).map((figure) => ({ ...figure, value: drawValue(draw), old: true }));
  return { required, others: shuffle([...old, ...all.slice(REQUIRED, REQUIRED + OLD)], draw) };
}

export function drawValue(draw: Draw): number {
  return 100 + Math.floor(draw() * 9_900);
}

/** As it is stated first. */
export function state({ place, what, value, unit, old }: FigureOf): string {
  return `${old ? 'Last year the' : 'The'} ${what} of ${place} ${old ? 'was' : 'is'} ${value.toLocaleString('en-US')} ${unit}.`;
}

/** In other words. */
export function paraphrase(figure: FigureOf, draw: Draw): string {
  const { place, value, unit, old } = figure;
  const also = KINDS.find(({ what }) => what === figure.what)?.also ?? figure.what;
  const what = draw() < ANOTHER_WORD ? also : figure.what;
  const [plain, grouped] = [String(value), value.toLocaleString('en-US')];
  const when = old ? 'Last year ' : '';
  const ways = [
    state({ ...figure, what }),
    `- ${when}${place}: ${what} ${plain} ${unit}`,
    `${when === '' ? 'At' : `${when}at`} ${place} the ${what} comes to ${grouped} ${unit}.`,
    `${when}${place}'s ${what} stands at ${unit === 'EUR' ? `€${plain}` : `${plain} ${unit}`}.`,
  ];
  return ways[Math.floor(draw() * ways.length)] ?? state(figure);
}

/** What a text says of the places, read by words and numbers, each statement once. */
export function readFigures(text: string): FigureOf[] {
  const found = new Map<string, FigureOf>();
  for (const sentence of text.split(/\n|(?<=[.])\s+/u)) {
    const place = PLACES.find((one) => sentence.includes(one));
    const kind = KINDS.find(({ what, also }) => new RegExp(String.raw`\b(?:${what}|${also})\b`, 'u').test(sentence));
    const [, inEuro, counted] = /€(\d[\d,]*)|(\d[\d,]*) (?:EUR|guests|km)\b/u.exec(sentence) ?? [];
    const number = inEuro ?? counted;
    if (place === undefined || !kind || number === undefined) continue;
    const figure = {
      place,
      what: kind.what,
      unit: kind.unit,
      value: Number(number.replaceAll(',', '')),
      old: /last year/iu.test(sentence),
    };
    found.set(JSON.stringify(figure), figure);
  }
  return [...found.values()];
}

export function isSame(one: FigureOf, other: FigureOf): boolean {
  return isAboutSame(one, other) && one.value === other.value;
}

export function isAboutSame(one: FigureOf, other: FigureOf): boolean {
  return one.place === other.place && one.what === other.what && one.old === other.old;
}

export function shuffle<T>(items: readonly T[], draw: Draw): T[] {
  return items
    .map((item) => ({ item, at: draw() }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ item }) => item);
}

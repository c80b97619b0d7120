import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8');

const TEXT = 4.5;
/** What is no text: borders of controls, focus rings, the shapes of states. */
const SHAPE = 3;
const grounds = ['canvas', 'surface', 'sunken', 'hover', 'selected'] as const;
const tones = ['info', 'progress', 'attention', 'success', 'danger', 'neutral'] as const;

const pairs: readonly (readonly [ink: string, ground: string, least: number])[] = [
  ...['text', 'muted', 'link'].flatMap((ink) => grounds.map((ground) => [ink, ground, TEXT] as const)),
  ...['canvas', 'surface', 'sunken'].map((ground) => ['faint', ground, TEXT] as const),
  ...tones.flatMap((tone) => [
    [tone, `${tone}-tint`, TEXT] as const,
    ...grounds.map((ground) => [tone, ground, TEXT] as const),
  ]),
  ...['accent', 'accent-hover', 'danger-fill', 'danger-fill-hover'].map((fill) => ['on-accent', fill, TEXT] as const),
  ...['canvas', 'surface'].flatMap((ground) => [
    ['focus', ground, SHAPE] as const,
    ['line-strong', ground, SHAPE] as const,
  ]),
  ...['canvas', 'surface'].flatMap((ground) =>
    [1, 2, 3, 4, 5, 6, 7, 8].map((series) => [`chart-${series}`, ground, SHAPE] as const),
  ),
  ['canvas', 'text', TEXT],
];

describe.each(['light', 'dark'])('the %s theme', (theme) => {
  const tokens = readTokens(theme);

  it.each(pairs)('lets %s be read on %s', (ink, ground, least) => {
    expect(contrast(get(tokens, ink), get(tokens, ground))).toBeGreaterThanOrEqual(least);
  });

  it('has every token of the other theme', () => {
    expect([...tokens.keys()].toSorted()).toEqual([...readTokens('light').keys()].toSorted());
  });
});

type Light = readonly [red: number, green: number, blue: number];

function readTokens(theme: string): Map<string, Light> {
  const [light = '', dark = ''] = css.split(/:root\[data-theme=.dark.\]/);
  const declared = (theme === 'light' ? light : dark).matchAll(/--([\w-]+): oklch\(([\d.]+) ([\d.]+) ([\d.]+)\);/g);
  return new Map([...declared].map(([, name = '', l, c, h]) => [name, toLight(Number(l), Number(c), Number(h))]));
}

function get(tokens: Map<string, Light>, name: string): Light {
  const found = tokens.get(name);
  if (!found) throw new Error(`tokens.css has no --${name}`);
  return found;
}

/** OKLCH to linear sRGB, clipped as a screen clips it. */
function toLight(l: number, c: number, h: number): Light {
  const a = c * Math.cos((h * Math.PI) / 180);
  const b = c * Math.sin((h * Math.PI) / 180);
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const middle = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value: number) => Math.min(1, Math.max(0, value));
  return [
    clip(4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short),
    clip(-1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short),
    clip(-0.0041960863 * long - 0.7034186147 * middle + 1.707614701 * short),
  ];
}

/** As WCAG 2 counts it. */
function contrast(one: Light, other: Light): number {
  const [dim = 0, bright = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (bright + 0.05) / (dim + 0.05);
}

function luminance([red, green, blue]: Light): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

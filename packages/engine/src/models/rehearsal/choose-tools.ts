/** Which of the offered tools the user asked for, in the order of the words. What tools have said is never read as a wish. */
import type { ToolOffer } from '../../ports/model.ts';
import type { Brief } from './brief.ts';
import { findExpression } from './find-expression.ts';
import { isContentWord, toWords } from './words.ts';

const SHARED_WORDS = 2;
const STEM_LENGTH = 5;

export function chooseTools(brief: Brief, tools: readonly ToolOffer[]): ToolOffer[] {
  // Whoever has tool results already used its tools; asking again would never end.
  if (brief.results.length > 0) return [];
  const placed = tools.map((tool) => ({ tool, place: findPlace(brief, tool) }));
  return placed
    .filter(({ place }) => place !== -1)
    .toSorted((one, other) => one.place - other.place)
    .map(({ tool }) => tool);
}

/** Where in the text the wish for the tool stands, or -1. */
function findPlace({ request, goal }: Brief, tool: ToolOffer): number {
  const expression = findExpression(request);
  // A tool that takes an expression has nothing to do where there is none.
  if (takesExpression(tool)) return expression === undefined ? -1 : Math.max(request.search(/\d/u), 0);
  const named = toNamePattern(tool.name).exec(request);
  if (named) return named.index;
  return isAbout(goal, tool) ? request.length : -1;
}

export function takesExpression({ input }: ToolOffer): boolean {
  const properties = isRecord(input) && isRecord(input['properties']) ? input['properties'] : {};
  return Object.hasOwn(properties, 'expression');
}

/** `current_time` is also asked for as "current time". */
function toNamePattern(name: string): RegExp {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const text = words.length === 0 ? escape(name) : words.map(escape).join('[\\s_.-]+');
  return new RegExp(`(?<![\\p{L}\\p{N}_-])${text}(?![\\p{L}\\p{N}_-])`, 'iu');
}

/** At least two words of what the tool does, one of them from its name. */
function isAbout(goal: string, { name, description }: ToolOffer): boolean {
  const wanted = new Set(toWords(goal).filter(isContentWord).map(toStem));
  const nameStems = name.split(/[^\p{L}\p{N}]+/u).map(toStem);
  const stems = new Set([...nameStems, ...toWords(description).filter(isContentWord).map(toStem)]);
  const shared = [...stems].filter((stem) => wanted.has(stem));
  return shared.length >= SHARED_WORDS && nameStems.some((stem) => wanted.has(stem));
}

function toStem(word: string): string {
  return word.toLowerCase().slice(0, STEM_LENGTH);
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/gu, '\\$&');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The calls of tools that one agent has made: whether a call has told it something that it did not know. */
import type { Json } from '@tutti/protocol';
import { hasDigit, isId, type KnownIds, readText, toSum } from './read-text.ts';
import { type Verdict, WEIGHTS } from './stall.ts';

export interface CallSeen {
  readonly tool: string;
  readonly input: Json;
  /** As the agent was told it. */
  readonly result: string;
  readonly failed: boolean;
  /** It changes something outside, where that it went well is all that there is to say. */
  readonly writes: boolean;
}

/** They make a call another one, and ask for nothing else. */
const IDLE_FIELD =
  /^(?:_|nonce|ts|timestamp|now|attempt|retry|try|seed|salt|random|.*(?:request|trace|correlation|idempotency|session|client|call).?id|.*cache.*|uuid|etag)$/i;
/** The next piece of the same: where nothing is in it, the next one has nothing either. */
const PAGE_FIELD = /^(?:page|offset|skip|start|from|limit|size|count|per.?page|page.?size|max.*|top|k)$/i;
const CURSOR_FIELD = /cursor|page.?token/i;
const NOTHING_FOUND =
  /^\W*(?:null|none|ok\W+)?\W*$|\b(?:no|not|nothing|never|0|zero|empty|unknown|cannot|unable|fail\w*|error|denied|forbidden|timed? ?out|unavailable|invalid|missing)\b|\[\s*\]/i;
const SHORT_RESULT = 400;
const NUMBER = /^-?\d+(?:\.\d+)?$/;
/** Order counts in short texts; long ones may be lists in any order. */
const ORDERED_WORDS = 30;
const ALIVE = 3;
/** Seconds since 1970 have been more since 2001. */
const FIRST_MOMENT = 1_000_000_000;
const MOST_KEPT = 5_000;

/** What one and the same call has given. */
interface Given {
  readonly last: string;
  readonly different: number;
  /** The call itself, with everything that does not matter. */
  readonly exact: number;
}

interface ToolMemory {
  readonly results: Set<string>;
  readonly inputs: Map<string, Given>;
  readonly words: Set<string>;
  /** The last number that stood alone in its inputs. */
  last: number | undefined;
}

export class CallMemory {
  readonly #tools = new Map<string, ToolMemory>();

  /** `isMet` tells of words that somebody other than the agent has mentioned. */
  judge(call: CallSeen, known: KnownIds, isMet: (word: string) => boolean): Verdict {
    const memory = this.#open(call.tool);
    const { words, key, steps } = readInput(call, known);
    const result = toResultKey(call.result, known);
    const isNews = !memory.results.has(result);
    const exact = toSum(JSON.stringify(call.input));
    const given = memory.inputs.get(key);
    const fresh = words.filter((word) => !memory.words.has(word));
    const isNext = steps !== undefined && memory.last !== undefined && Math.abs(steps - memory.last) === 1;
    this.#note(memory, { result, key, words, steps, exact });
    if (isNews) return call.failed ? 'neutral' : 'new';
    // What goes up and down is alive; what only goes to and fro is not.
    if (given && given.different >= ALIVE && given.last !== result) return 'neutral';
    if (given) return { weight: WEIGHTS.repeat, kind: given.exact === exact ? 'repeated_call' : 'varied_call' };
    if (fresh.length === 0) return { weight: WEIGHTS.reworded, kind: 'varied_call' };
    // It goes through things that have a number or an id, one after the other.
    const isNamed = fresh.some((word) => hasDigit(word) && (isId(word) || isMet(word)));
    if ((isNext || isNamed) && !call.failed) return 'new';
    if (isNext || fresh.some(isMet)) return 'neutral';
    if (call.writes && !call.failed) return 'new';
    const isFruitless = call.failed || saysNothing(call.result) || fresh.every((word) => NUMBER.test(word));
    return isFruitless ? { weight: WEIGHTS.fruitless, kind: 'varied_call' } : 'neutral';
  }

  #open(tool: string): ToolMemory {
    const found = this.#tools.get(tool);
    if (found) return found;
    const made = {
      results: new Set<string>(),
      inputs: new Map<string, Given>(),
      words: new Set<string>(),
      last: undefined,
    };
    this.#tools.set(tool, made);
    return made;
  }

  #note(memory: ToolMemory, { result, key, words, steps, exact }: ReadCall): void {
    if (memory.inputs.size > MOST_KEPT || memory.words.size > MOST_KEPT) return;
    const isNews = !memory.results.has(result);
    memory.results.add(result);
    const { last, different } = memory.inputs.get(key) ?? { last: '', different: 0 };
    memory.inputs.set(key, { last: result, different: different + Number(isNews || last === ''), exact });
    for (const word of words) memory.words.add(word);
    memory.last = steps;
  }
}

interface ReadInput {
  readonly words: readonly string[];
  readonly key: string;
  /** Where it goes through things by number. */
  readonly steps: number | undefined;
}

type ReadCall = ReadInput & { readonly result: string; readonly exact: number };

/** The order of words in a short search means nothing; in what is written, it does. */
function readInput({ input, writes }: CallSeen, known: KnownIds): ReadInput {
  const texts: string[] = [];
  const numbers: number[] = [];
  collect(input, '', { texts, numbers, writes });
  const words = [...readText(texts.join(' \n '), known), ...numbers.map(String)];
  const ordered = words.length > ORDERED_WORDS ? words : [...new Set(words)].sort();
  return { words, key: toKey(ordered), steps: numbers.length === 1 ? numbers[0] : undefined };
}

function isPage(field: string, value: Json): boolean {
  return (
    (typeof value === 'number' && PAGE_FIELD.test(field)) || (typeof value === 'string' && CURSOR_FIELD.test(field))
  );
}

interface Collected {
  readonly texts: string[];
  readonly numbers: number[];
  readonly writes: boolean;
}

function collect(value: Json, field: string, into: Collected): void {
  if (IDLE_FIELD.test(field) || (!into.writes && isPage(field, value))) return;
  if (typeof value === 'string') into.texts.push(value);
  else if (typeof value === 'number') {
    // As a number it is meant, unless it is a moment.
    if (Math.abs(value) < FIRST_MOMENT) into.numbers.push(value);
  } else if (Array.isArray(value)) for (const item of value) collect(item, '', into);
  else if (typeof value === 'object' && value !== null)
    for (const [name, item] of Object.entries(value)) collect(item, name, into);
  else into.texts.push(`${field}_${String(value)}`);
}

function toResultKey(result: string, known: KnownIds): string {
  const words = readText(result, known);
  return toKey(words.length > ORDERED_WORDS ? [...new Set(words)].sort() : words);
}

function toKey(words: readonly string[]): string {
  const text = words.join(' ');
  return text.length > 80 ? `${toSum(text)} ${text.length}` : text;
}

function saysNothing(result: string): boolean {
  return result.length <= SHORT_RESULT && NOTHING_FOUND.test(result);
}

/** Arithmetic as it is written: + - * / ^ % with brackets, and min, max, sqrt and round. A small parser of its own; nothing is run. */
import { InvalidInputError } from '@tutti/engine';

interface Token {
  readonly text: string;
  readonly kind: 'number' | 'name' | 'sign';
  /** Counted from 1. */
  readonly place: number;
}

interface Reader {
  readonly tokens: readonly Token[];
  index: number;
  readonly end: number;
}

const TOKEN = /\s*(?:(\d+(?:\.\d*)?(?:e[-+]?\d+)?|\.\d+(?:e[-+]?\d+)?)|([a-z]+)|([-+*/^%(),]))/iuy;
const DEEPEST = 100;
const MOST_VALUES: ReadonlyMap<string, number> = new Map([
  ['min', Infinity],
  ['max', Infinity],
  ['sqrt', 1],
  ['round', 2],
]);

/** Throws InvalidInputError with the place of what is wrong. */
export function evaluateArithmetic(expression: string): number {
  const reader: Reader = { tokens: toTokens(expression), index: 0, end: expression.length + 1 };
  const value = readSum(reader, 0);
  const rest = reader.tokens[reader.index];
  if (rest) throw wrong(`does not expect "${rest.text}"`, rest.place);
  // A result of -0 would be an oddity of the machine.
  return value + 0;
}

function toTokens(expression: string): Token[] {
  const text = expression.trimEnd();
  const tokens: Token[] = [];
  const pattern = new RegExp(TOKEN);
  while (pattern.lastIndex < text.length) {
    const from = pattern.lastIndex;
    const [whole, number, name, sign] = pattern.exec(text) ?? [];
    if (whole === undefined) throw wrong(`does not know "${text.slice(from).trimStart().charAt(0)}"`, from + 1);
    const kind = number === undefined ? (name === undefined ? 'sign' : 'name') : 'number';
    const token = number ?? name ?? sign ?? '';
    tokens.push({ text: token, kind, place: pattern.lastIndex - token.length + 1 });
  }
  return tokens;
}

function readSum(reader: Reader, depth: number): number {
  let value = readProduct(reader, depth);
  for (let sign = takeSign(reader, '+-'); sign; sign = takeSign(reader, '+-')) {
    const next = readProduct(reader, depth);
    value = finite(sign.text === '+' ? value + next : value - next, sign);
  }
  return value;
}

function readProduct(reader: Reader, depth: number): number {
  let value = readSigned(reader, depth);
  for (let sign = takeSign(reader, '*/%'); sign; sign = takeSign(reader, '*/%')) {
    const next = readSigned(reader, depth);
    if (next === 0 && sign.text !== '*') throw wrong('divides by zero', sign.place);
    value = finite(sign.text === '*' ? value * next : sign.text === '/' ? value / next : value % next, sign);
  }
  return value;
}

/** Weaker than the power: -2^2 is -4, as it is written. */
function readSigned(reader: Reader, depth: number): number {
  let isNegative = false;
  for (let sign = takeSign(reader, '+-'); sign; sign = takeSign(reader, '+-')) {
    if (sign.text === '-') isNegative = !isNegative;
  }
  const value = readPower(reader, depth);
  return isNegative ? -value : value;
}

/** From the right: 2^3^2 is 2^9. */
function readPower(reader: Reader, depth: number): number {
  const base = readValue(reader, depth);
  const sign = takeSign(reader, '^');
  if (!sign) return base;
  return finite(base ** readSigned(deeper(reader, depth, sign), depth + 1), sign);
}

function readValue(reader: Reader, depth: number): number {
  const token = reader.tokens[reader.index];
  if (!token) throw wrong('ends where a number is expected', reader.end);
  reader.index += 1;
  if (token.kind === 'number') return finite(Number(token.text), token);
  if (token.kind === 'name') return callFunction(token, readArguments(reader, depth, token));
  if (token.text !== '(') throw wrong(`expects a number, not "${token.text}"`, token.place);
  const value = readSum(deeper(reader, depth, token), depth + 1);
  close(reader);
  return value;
}

function readArguments(reader: Reader, depth: number, name: Token): number[] {
  if (!MOST_VALUES.has(name.text.toLowerCase())) {
    throw wrong(`does not know "${name.text}"; it knows min, max, sqrt and round`, name.place);
  }
  if (!takeSign(reader, '(')) throw wrong(`expects a bracket after "${name.text}"`, name.place + name.text.length);
  const values = [readSum(deeper(reader, depth, name), depth + 1)];
  while (takeSign(reader, ',')) values.push(readSum(reader, depth + 1));
  close(reader);
  return values;
}

function callFunction(name: Token, values: readonly number[]): number {
  const [first = 0, second = 0] = values;
  const most = MOST_VALUES.get(name.text.toLowerCase()) ?? 0;
  if (values.length > most) throw wrong(`gives ${name.text} ${values.length} values; it takes ${most}`, name.place);
  switch (name.text.toLowerCase()) {
    case 'min':
      return Math.min(...values);
    case 'max':
      return Math.max(...values);
    case 'sqrt':
      if (first < 0) throw wrong('asks for the square root of a negative number', name.place);
      return Math.sqrt(first);
    default:
      return roundTo(first, second, name);
  }
}

function roundTo(value: number, digits: number, name: Token): number {
  if (!Number.isInteger(digits) || digits < 0 || digits > 12) {
    throw wrong('can round to 0 up to 12 digits', name.place);
  }
  // In decimal text, so that 1.005 rounds as it reads.
  return Number(`${Math.round(Number(`${value}e${digits}`))}e-${digits}`) || roundPlainly(value, digits);
}

/** For numbers that are written with an exponent themselves. */
function roundPlainly(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}

function takeSign(reader: Reader, signs: string): Token | undefined {
  const token = reader.tokens[reader.index];
  if (token?.kind !== 'sign' || !signs.includes(token.text)) return undefined;
  reader.index += 1;
  return token;
}

function close(reader: Reader): void {
  const place = reader.tokens[reader.index]?.place ?? reader.end;
  if (!takeSign(reader, ')')) throw wrong('misses a closing bracket', place);
}

function deeper(reader: Reader, depth: number, token: Token): Reader {
  if (depth >= DEEPEST) throw wrong('is nested too deeply', token.place);
  return reader;
}

function finite(value: number, { place }: Token): number {
  if (!Number.isFinite(value)) throw wrong('has no finite result', place);
  return value;
}

function wrong(problem: string, place: number): InvalidInputError {
  return new InvalidInputError(`the expression ${problem} (character ${place})`, 'expression');
}

/** How a team is to work in detail, from the command line: what its pattern does not know is refused before anything is opened. */
import { readFile } from 'node:fs/promises';
import { InvalidInputError } from '@tutti/engine';
import { type PatternName, PatternOptions, PATTERNS, type PatternWish } from '@tutti/protocol';
import { choose } from '../choose.ts';
import { parseCount } from '../parse-count.ts';

export interface PatternFlags {
  readonly lead?: string;
  readonly judge?: readonly string[];
  readonly rounds?: string;
  readonly quorum?: string;
  readonly part?: readonly string[];
  readonly item?: readonly string[];
  readonly itemsFile?: string;
  readonly fact?: readonly string[];
  readonly option?: readonly string[];
}

type OptionName = keyof PatternOptions;

/** Those that have a flag of their own; the others are given as `--option name=value`. */
const FLAGS: Partial<Record<OptionName, string>> = {
  lead: '--lead',
  judges: '--judge',
  rounds: '--rounds',
  quorum: '--quorum',
  parts: '--part',
  items: '--item',
  facts: '--fact',
};
const NAMES = PatternOptions.keyof().options;
/** What is heeded when it is chosen how they work; each pattern knows the last one. */
const OPEN: readonly OptionName[] = ['parts', 'items', 'silentAfterMs'];
const QUORUMS = { majority: 'majority', 'two-thirds': 'two_thirds', all: 'all' } as const;

export async function readPatternOptions(
  pattern: PatternWish,
  flags: PatternFlags,
): Promise<PatternOptions | undefined> {
  const given = { ...toGiven(flags), ...(await readItems(flags)), ...toOthers(flags.option) };
  const names = NAMES.filter((name) => name in given);
  if (names.length === 0) return undefined;
  const known = pattern === 'auto' ? OPEN : PATTERNS[pattern].options;
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw refuse(unknown, describeKnown(pattern, known));
  const parsed = PatternOptions.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw refuse(NAMES.find((name) => name === issue?.path[0]) ?? names[0] ?? 'rounds', issue?.message ?? 'invalid');
}

/** As it is typed: `--rounds`, or `--option at-once`. */
export function toFlag(name: OptionName): string {
  return FLAGS[name] ?? `--option ${toKebab(name)}=…`;
}

function toGiven({ lead, judge, rounds, quorum, part, fact }: PatternFlags) {
  return {
    ...(lead !== undefined && { lead: toId(lead) }),
    ...(judge && { judges: judge.flatMap((text) => text.split(',')).map(toId) }),
    ...(rounds !== undefined && { rounds: parseCount(rounds, '--rounds') }),
    ...(quorum !== undefined && { quorum: QUORUMS[choose(['majority', 'two-thirds', 'all'], quorum, 'quorum')] }),
    ...(part && { parts: part }),
    ...(fact && { facts: fact }),
  };
}

function toId(text: string): string {
  return text.trim().replaceAll('_', '-');
}

async function readItems({ item, itemsFile }: PatternFlags): Promise<{ items?: readonly string[] }> {
  if (itemsFile === undefined) return item ? { items: item } : {};
  if (item) throw new InvalidInputError('give either --item or --items-file', '--items-file');
  const text = await readFile(itemsFile, 'utf8').catch((cause: unknown) => {
    throw new InvalidInputError(`there is no file ${itemsFile} that can be read`, '--items-file', { cause });
  });
  const items = text.split(/\r?\n/u).filter((line) => line.trim() !== '');
  if (items.length === 0) throw new InvalidInputError(`${itemsFile} has no line with an item`, '--items-file');
  return { items };
}

function toOthers(given: readonly string[] = []): Readonly<Record<string, unknown>> {
  const others = given.map((text) => {
    const [, typed = '', value = ''] = /^([^=]+)=(.*)$/su.exec(text) ?? [];
    if (typed === '') throw new InvalidInputError(`--option takes name=value, not "${text}"`, '--option');
    const open = NAMES.filter((name) => FLAGS[name] === undefined);
    const kebab = choose(open.map(toKebab), toKebab(typed.trim()), 'option of a pattern');
    const name = open.find((each) => toKebab(each) === kebab) ?? typed;
    return [name, /^\d+$/u.test(value) ? Number(value) : value] as const;
  });
  return Object.fromEntries(others);
}

function toKebab(name: string): string {
  return name.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`);
}

function describeKnown(pattern: PatternWish, known: readonly OptionName[]): string {
  const flags = known.map(toFlag).join(', ');
  return pattern === 'auto'
    ? `it is not known yet whether the pattern takes it. With auto there are ${flags}.`
    : `${pattern satisfies PatternName} does not know it. It takes ${flags}.`;
}

function refuse(name: OptionName, why: string): InvalidInputError {
  const flag = toFlag(name).replace('=…', '');
  return new InvalidInputError(`${flag}: ${why}`, flag);
}

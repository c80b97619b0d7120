/**
 * Where an agent may choose a word of a command, it must not thereby choose a program or code. What stands there exactly is an administrator's
 * own word, and is not judged.
 */
import {
  HOOKED,
  isCodeOption,
  isOf,
  READERS,
  SHELLS,
  STARTERS,
  toProgramName,
} from '../../mcp/checks/code-programs.ts';

const OPEN = /\{(?:text|file)\}/u;
/** Of those that read code. */
const FILE_OPTION = /^(?:-f|--file|--from-file|--init-file|--rcfile)(?:=|$)/u;
const INSTEAD = 'write the word out, or give agents the tool code_run';

/** Undefined where there is none. */
export function findOpenProblem(words: readonly string[]): string | undefined {
  const [program = '', ...rest] = words;
  const name = toProgramName(program);
  const at = rest.findIndex((word) => OPEN.test(word));
  if (at === -1) return undefined;
  if (isOf(STARTERS, name))
    return `${name} starts what it is given, so any word of an agent's would be any program: ${INSTEAD}`;
  const readsCode = isOf(SHELLS, name) || isOf(READERS, name);
  const option = rest.find((word, index) => {
    const value = rest[index + 1] ?? '';
    const isFor = (found: boolean) => found && (OPEN.test(word) || (!word.includes('=') && OPEN.test(value)));
    return isFor(isCodeOption(word) && takesCode(word, value)) || isFor(readsCode && FILE_OPTION.test(word));
  });
  if (option !== undefined) return `any text after ${option.split('=')[0]} would be any program: ${INSTEAD}`;
  if (!readsCode && !isOf(HOOKED, name)) return undefined;
  const first = rest.findIndex((word) => !word.startsWith('-') || OPEN.test(word));
  return first < at ? undefined : `the first word of ${name} says what it does, and would be any program: ${INSTEAD}`;
}

/** A short option of a program that is not known may as well name a file, such as its settings. */
function takesCode(word: string, value: string): boolean {
  return word.startsWith('--') || `${word} ${value}`.includes('{text}') || word.length > 2;
}

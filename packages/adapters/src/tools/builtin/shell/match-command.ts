/** Whether a command is one of those that an administrator has allowed: word by word, and never by a part of it. */
import { findNameProblem } from '../filesystem/parse-path.ts';

const PLACEHOLDER = /^(.*?)\{(text|file|number)\}(.*)$/u;
const CONTROL = /\p{Cc}/u;

/** Undefined where it fits none. `files` are the words that must be paths inside the workspace, which is still to be looked at. */
export function matchCommand(
  words: readonly string[],
  allowed: readonly (readonly string[])[],
): { files: readonly string[] } | undefined {
  for (const pattern of allowed) {
    const files = matchWords(words, pattern);
    if (files) return { files };
  }
  return undefined;
}

function matchWords(words: readonly string[], pattern: readonly string[]): readonly string[] | undefined {
  if (words.length !== pattern.length || words.some((word) => CONTROL.test(word))) return undefined;
  const files: string[] = [];
  for (const [index, wanted] of pattern.entries()) {
    const match = matchWord(words[index] ?? '', wanted);
    if (!match) return undefined;
    if (match.file !== undefined) files.push(match.file);
  }
  return files;
}

function matchWord(word: string, wanted: string): { file?: string } | undefined {
  const [, before = '', kind, after = ''] = PLACEHOLDER.exec(wanted) ?? [];
  if (kind === undefined) return word === wanted ? {} : undefined;
  if (word.length < before.length + after.length || !word.startsWith(before) || !word.endsWith(after)) return undefined;
  const value = word.slice(before.length, word.length - after.length);
  // A value that begins with a hyphen would be an option, unless the pattern has already named it.
  if (value === '' || (before === '' && value.startsWith('-'))) return undefined;
  if (kind === 'number') return /^\d{1,15}$/u.test(value) ? {} : undefined;
  if (kind === 'text') return {};
  return value.split('/').every((name) => findNameProblem(name) === undefined) ? { file: value } : undefined;
}

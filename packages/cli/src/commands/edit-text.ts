/** A text in the editor of whoever sits there, again and again until nothing is wrong with it or they give up. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentRemark } from '@tutti/protocol/api';
import { toChildEnvironment } from '../config.ts';
import { CommandError } from '../report-error.ts';

export interface EditWish {
  /** With its arguments, in quotes where a path holds spaces; it is started without a shell. */
  readonly editor: string;
  readonly name: string;
  readonly text: string;
  readonly check: (text: string) => Promise<readonly AgentRemark[]>;
  /** Told before it is opened again. */
  readonly onMistakes: (mistakes: readonly AgentRemark[]) => void;
}

export interface EditedText extends AsyncDisposable {
  /** Undefined where nothing was changed. */
  readonly text: string | undefined;
  readonly file: string;
  /** From now on nobody takes the file away. */
  keep(): void;
}

/** Comments that this command has written, and takes away again. */
const MARK = '#! ';

export async function editText({ editor, name, text, check, onMistakes }: EditWish): Promise<EditedText> {
  const folder = await mkdtemp(join(tmpdir(), 'tutti-edit-'));
  const file = join(folder, name);
  let isKept = false;
  const close = async () => (isKept ? undefined : rm(folder, { recursive: true, force: true }));
  const done = (edited: string | undefined): EditedText => ({
    text: edited,
    file,
    keep: () => void (isKept = true),
    [Symbol.asyncDispose]: close,
  });
  let before = text;
  try {
    let mistakes: readonly AgentRemark[] = [];
    for (;;) {
      await writeFile(file, addMarks(before, mistakes), { mode: 0o600 });
      await open(editor, file);
      const edited = takeMarks(await readFile(file, 'utf8'));
      if (edited === before && mistakes.length === 0) return done(undefined);
      if (edited === before) throw gaveUp(file, mistakes);
      mistakes = await check(edited);
      if (mistakes.length === 0) return done(edited);
      onMistakes(mistakes);
      before = edited;
    }
  } catch (error) {
    // What somebody has typed is not taken away by a mistake in it, or by a server that is away.
    if (before === text) await close();
    throw error;
  }
}

function gaveUp(file: string, mistakes: readonly AgentRemark[]): CommandError {
  const told = mistakes.map(({ line, message }) => `line ${line} ${message}`).join(' ');
  return new CommandError('agent_invalid', `nothing was saved: ${told}`, {
    remedy: `The text is kept in ${file}. Mend it there, then name it with --file.`,
  });
}

/** Below the first line, where the head takes comments. */
function addMarks(text: string, mistakes: readonly AgentRemark[]): string {
  const marks = mistakes.map(({ line, message }) => `${MARK}line ${line} ${message.replaceAll('\n', ' ')}`);
  const [first = '', ...rest] = text.split('\n');
  return first.trimEnd() === '---' ? [first, ...marks, ...rest].join('\n') : [...marks, first, ...rest].join('\n');
}

function takeMarks(text: string): string {
  return text
    .split('\n')
    .filter((line) => !line.startsWith(MARK))
    .join('\n');
}

function open(editor: string, file: string): Promise<void> {
  const [command = '', ...words] = toWords(editor);
  const child = spawn(command, [...words, file], { stdio: 'inherit', env: toChildEnvironment({}) });
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => reject(failed(`${command} cannot be started: ${cause.message}`, cause)));
    child.once('exit', (code, signal) =>
      code === 0 ? resolve() : reject(failed(`${command} ended with ${signal ?? code}; nothing was saved`)),
    );
  });
}

/** As a shell takes words apart, as far as paths with spaces need it: `"/opt/my editor/bin" --wait`. */
export function toWords(command: string): string[] {
  return [...command.matchAll(/(?:"[^"]*"|'[^']*'|\S)+/gu)].map(([word]) =>
    word.replaceAll(/"([^"]*)"|'([^']*)'/gu, '$1$2'),
  );
}

function failed(message: string, cause?: unknown): CommandError {
  return new CommandError('invalid_input', message, { cause, remedy: 'Set $EDITOR to a command that edits a file.' });
}

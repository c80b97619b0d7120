import { EngineError, toFailure } from '@tutti/engine';
import { ERRORS, type ErrorCode } from '@tutti/protocol';
import { CommanderError } from 'commander';
import { hasCode, toExitCode } from './exit-code.ts';
import { type Terminal, writeLine } from './terminal.ts';
import { toPlainText } from './view/plain-text.ts';
import { createStyle } from './view/style.ts';

export interface ReportOptions {
  readonly json: boolean;
  readonly debug: boolean;
}

/** Errors of the command line itself know a better way out than the table of codes. */
export class CommandError extends EngineError {
  readonly code: ErrorCode;
  readonly #remedy: string | undefined;
  constructor(code: ErrorCode, message: string, facts: { remedy?: string; cause?: unknown } = {}) {
    super(message, { cause: facts.cause });
    this.code = code;
    this.#remedy = facts.remedy;
  }
  override get remedy(): string {
    return this.#remedy ?? ERRORS[this.code][1];
  }
}

/** Says what went wrong, under which code, and what to do about it. Returns the exit code. */
export function reportError({ err }: Terminal, error: unknown, { json, debug }: ReportOptions): number {
  const { code, message, remedy } = describeError(error);
  if (json) writeLine(err, JSON.stringify({ error: { code, message, remedy } }));
  else {
    const style = createStyle(err.color);
    writeLine(err, `${style.red('error:')} ${toPlainText(message)}`);
    writeLine(err, `  ${style.dim('code')}    ${code}`);
    writeLine(err, `  ${style.dim('remedy')}  ${remedy}`);
  }
  if (debug && error instanceof Error) writeLine(err, error.stack ?? '');
  return toExitCode(error);
}

export function describeError(error: unknown): { code: ErrorCode; message: string; remedy: string } {
  if (error instanceof Error && hasCode(error)) {
    const { code, message } = error;
    return { code, message, remedy: remedyOf(error) ?? ERRORS[code][1] };
  }
  return { code: 'internal', message: toFailure(error).message, remedy: ERRORS.internal[1] };
}

/** What the API says to every client, in the words of this one. */
const REMEDIES: Partial<Record<ErrorCode, string>> = {
  unauthenticated:
    'Put an API key of that server into TUTTI_TOKEN; `tutti keys create` makes one where the server runs.',
};

function remedyOf(error: Error & { readonly code: ErrorCode }): string | undefined {
  const own = REMEDIES[error.code];
  if (own !== undefined) return own;
  return 'remedy' in error && typeof error.remedy === 'string' ? error.remedy : undefined;
}

/** The parser of arguments says `error: unknown command 'rnu'\n(Did you mean run?)`. */
export function toReportable(error: unknown): unknown {
  if (!(error instanceof CommanderError)) return error;
  const message = error.message.replace(/^error: /, '').replaceAll('\n', ' ');
  return new CommandError('invalid_input', message, { remedy: 'See `tutti --help`.', cause: error });
}

/** What the server writes about itself: JSON lines. Never a header, a query or a body, where secrets stand. */
import { mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { createRedact, type Redact } from '@tutti/engine';
import { type DestinationStream, type Logger, pino, type LoggerOptions } from 'pino';

/** A second wall: whatever is ever logged by these names is not written. */
const SECRETS = ['authorization', 'cookie', 'code', 'token', 'secret', 'password', 'csrf'];

const STANDARD_ERROR = 2;

export interface LogOptions {
  readonly level: string;
  /** Absent: the standard error. */
  readonly file?: string | undefined;
  /** In the place of either. */
  readonly stream?: DestinationStream;
  /** Takes secrets out of every line; absent: those that look like one. */
  readonly redact?: Redact;
}

export interface ServerLog {
  readonly log: Logger;
}

export function createLog({ level, file, stream, redact = createRedact() }: LogOptions): ServerLog {
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`]), censor: '[secret]' },
  };
  const destination = stream ?? createDestination(file);
  return { log: pino(options, { write: (line) => destination.write(redact(line)) }) };
}

/**
 * Written at once, so that nothing is lost however the process ends. What cannot be written, as on a full disk, is left
 * out: a log is nothing to die of, and nothing to fill the memory with.
 */
function createDestination(file: string | undefined): DestinationStream {
  if (file !== undefined) mkdirSync(dirname(file), { recursive: true });
  const descriptor = file === undefined ? STANDARD_ERROR : openSync(file, 'a', 0o600);
  return {
    write(line) {
      try {
        writeSync(descriptor, line);
      } catch {
        // There is nowhere left to say so.
      }
    },
  };
}

// Built from their numbers: written out, nobody could see them.
const CONTROLS = new RegExp(`[${String.fromCharCode(0x7f)}-${String.fromCharCode(0x9f)}\\u2028\\u2029]`, 'g');

/** JSON hides the control characters of ASCII; terminals also obey some beyond. */
export function toLogText(text: string): string {
  return text.replace(CONTROLS, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** What the server writes about itself: JSON lines. Never a header, a query or a body, where secrets stand. */
import { type DestinationStream, type Logger, pino, type LoggerOptions } from 'pino';

/** A second wall: whatever is ever logged by these names is not written. */
const SECRETS = ['authorization', 'cookie', 'code', 'token', 'secret', 'password', 'csrf'];

export interface LogOptions {
  readonly level: string;
  /** Absent: the standard error. */
  readonly file?: string | undefined;
  /** In the place of either. */
  readonly stream?: DestinationStream;
}

export interface ServerLog {
  readonly log: Logger;
  /** Everything that was said is written. */
  flush(): void;
}

export function createLog({ level, file, stream }: LogOptions): ServerLog {
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`]), censor: '[secret]' },
  };
  if (stream) return { log: pino(options, stream), flush: () => {} };
  const destination = pino.destination({ dest: file ?? 2, sync: false, mkdir: true });
  return { log: pino(options, destination), flush: () => destination.flushSync() };
}

// Built from their numbers: written out, nobody could see them.
const CONTROLS = new RegExp(`[${String.fromCharCode(0x7f)}-${String.fromCharCode(0x9f)}\\u2028\\u2029]`, 'g');

/** JSON hides the control characters of ASCII; terminals also obey some beyond. */
export function toLogText(text: string): string {
  return text.replace(CONTROLS, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

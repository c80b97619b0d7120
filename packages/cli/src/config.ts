/** The only file that reads the environment. */
import { homedir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { InvalidInputError } from '@tutti/engine';

export const LogLevel = z.enum(['silent', 'error', 'warn', 'info', 'debug']);
export type LogLevel = z.infer<typeof LogLevel>;

/** Whether what is said at one level is heard at another. */
export function isLogged(chosen: LogLevel, level: LogLevel): boolean {
  return LogLevel.options.indexOf(level) <= LogLevel.options.indexOf(chosen);
}

/** Where a test ends the process: `after-act:*:3` is the third time that an act has ended and is not yet journalled. */
export const FailpointPlan = z
  .string()
  .regex(/^(before-append|after-append|before-act|after-act|before-park):[^:]+:[1-9]\d*$/, {
    error: 'write point:path-or-*:count',
  })
  .transform((text) => {
    const [point = '', path = '', count = ''] = text.split(':');
    return { point, path, count: Number(count) };
  });
export type FailpointPlan = z.infer<typeof FailpointPlan>;

const Flag = z
  .string()
  .optional()
  .transform((text) => text !== undefined && text !== '' && text !== '0');

const Environment = z.object({
  TUTTI_DATA_DIR: z.string().min(1).optional(),
  /** Its standard says that empty is the same as not set. */
  XDG_DATA_HOME: z
    .string()
    .optional()
    .transform((text) => text || undefined),
  LOG_LEVEL: LogLevel.default('warn'),
  TUTTI_FAILPOINT: FailpointPlan.optional(),
  /** Between two words of the rehearsal model. */
  TUTTI_REHEARSAL_LATENCY_MS: z.coerce.number().int().min(0).max(60_000).default(6),
  TUTTI_DEBUG: Flag,
  NO_COLOR: Flag,
});

export interface Config {
  readonly dataDirectory: string;
  readonly logLevel: LogLevel;
  readonly failpoint: FailpointPlan | undefined;
  readonly rehearsalLatencyMs: number;
  /** Errors are shown with their stack. */
  readonly debug: boolean;
  readonly color: boolean;
}

export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env): Config {
  const parsed = Environment.safeParse(environment);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const name = issue?.path.join('.') ?? '';
    throw new InvalidInputError(`the environment variable ${name}: ${issue?.message ?? 'invalid'}`, name);
  }
  const { data } = parsed;
  return {
    dataDirectory: toDataDirectory(data),
    logLevel: data.LOG_LEVEL,
    failpoint: data.TUTTI_FAILPOINT,
    rehearsalLatencyMs: data.TUTTI_REHEARSAL_LATENCY_MS,
    debug: data.TUTTI_DEBUG,
    color: !data.NO_COLOR,
  };
}

/** What a child process of this one is given: the same, with these changes. */
export function toChildEnvironment(changes: Readonly<Record<string, string>>): Record<string, string | undefined> {
  return { ...process.env, ...changes };
}

/** Where XDG_DATA_HOME is set its owner wants data there; nobody else has to know that such a variable exists. */
function toDataDirectory({ TUTTI_DATA_DIR, XDG_DATA_HOME }: z.infer<typeof Environment>): string {
  if (TUTTI_DATA_DIR !== undefined) return resolve(TUTTI_DATA_DIR);
  return XDG_DATA_HOME === undefined
    ? join(homedir() || userInfo().homedir, '.tutti')
    : join(resolve(XDG_DATA_HOME), 'tutti');
}

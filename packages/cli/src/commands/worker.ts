import { InvalidInputError } from '@tutti/engine';
import type { Home } from '@tutti/server/home';
import type { CommandContext } from '../command-context.ts';
import { EXIT } from '../exit-code.ts';
import { toHomeOptions } from '../parse-config.ts';
import { CommandError } from '../report-error.ts';
import { untilToldToStop } from '../runs/until-told-to-stop.ts';
import { writeLine } from '../terminal.ts';
import { toPlainLine } from '../view/plain-text.ts';
import { chooseLevel } from './up.ts';

export interface WorkerOptions {
  readonly name?: string;
  readonly json?: boolean;
}

const GRACE_MS = 10_000;
const LONGEST_NAME = 100;

/** Drives runs of a database that it shares with others, until it is told to stop. */
export async function workerCommand(context: CommandContext, options: WorkerOptions): Promise<number> {
  const { name } = options;
  const wish = toHomeOptions(context);
  if (!wish.database)
    throw new CommandError('config_invalid', 'a worker works at a database, and DATABASE_URL is not set', {
      remedy: 'Set DATABASE_URL, as at the server. Without a database `tutti up` drives everything by itself.',
    });
  if (name !== undefined && (name.trim() === '' || name.length > LONGEST_NAME))
    throw new InvalidInputError(`--name takes 1 to ${LONGEST_NAME} characters`, '--name');
  const [{ createLog, logProblems }, { openHome }] = await Promise.all([
    import('@tutti/server'),
    import('@tutti/server/home'),
  ]);
  const home = await openHome({ ...wish, database: { ...wish.database, name: name?.trim() } });
  const file = context.config.serverConfig.logFile;
  const { log } = createLog({ level: chooseLevel(context), file, redact: home.redact });
  const stopLogging = logProblems(home, log);
  for (const message of context.config.serverConfig.passedOver) log.warn(message);
  try {
    const stopped = untilStopped(context, home);
    home.engine.start();
    home
      .announce({ roles: ['worker'], drives: true })
      .catch((error: unknown) => home.hub.report({ error, run: undefined }));
    await tellStarted(context, home, options);
    await stopped;
  } finally {
    await home[Symbol.asyncDispose]();
    stopLogging();
  }
  return EXIT.done;
}

function untilStopped({ terminal: { err } }: CommandContext, { engine }: Home): Promise<void> {
  return untilToldToStop({
    drain: () => {
      writeLine(err, 'Stopping. What is under way may end within 10 seconds; others go on with the rest.');
      return engine.close(GRACE_MS);
    },
  });
}

async function tellStarted(
  { terminal: { out }, config }: CommandContext,
  { worker: { id, name }, kept }: Home,
  { json = false }: WorkerOptions,
): Promise<void> {
  if (json) return writeLine(out, JSON.stringify({ worker: id, pid: process.pid, name }));
  const { toDatabaseName } = await import('@tutti/server/home');
  const place = toDatabaseName(config.database?.connectionString ?? '');
  const what = `Worker ${toPlainLine(name)} drives up to ${config.concurrentRuns} runs at once of`;
  writeLine(out, `${what} ${place} (PostgreSQL ${kept.version ?? 'of an unknown version'}). Ctrl-C stops it.`);
}

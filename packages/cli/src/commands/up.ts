import type { RunningServer } from '@tutti/server';
import type { CommandContext } from '../command-context.ts';
import { findServer, readOwnerToken } from '../desk/find-server.ts';
import { EXIT } from '../exit-code.ts';
import { openBrowser } from '../open-browser.ts';
import { type Config, toHomeOptions } from '../parse-config.ts';
import { CommandError } from '../report-error.ts';
import { untilToldToStop } from '../runs/until-told-to-stop.ts';
import { settleMemory } from '../settle-memory.ts';
import { writeLine } from '../terminal.ts';
import { createStyle } from '../view/style.ts';

export interface UpOptions {
  readonly json?: boolean;
  /** False with `--no-open`. */
  readonly open?: boolean;
}

/** Starts the server and stays until it is told to stop. */
export async function upCommand(context: CommandContext, options: UpOptions): Promise<number> {
  const { config } = context;
  if (!config.serverConfig.worker && !config.database)
    throw new CommandError('config_invalid', 'a server without a worker needs workers, and DATABASE_URL is not set', {
      remedy: 'Set DATABASE_URL and start `tutti worker` as well, or leave out --no-worker (TUTTI_WORKER).',
    });
  const there = await findServer(config.dataDirectory);
  if (there) return tellRunning(context, { url: there.url, pid: there.pid }, options);
  const running = await start(context);
  const stopped = untilStopped(context, running);
  const stopSettling = settleMemory();
  await tellStarted(context, running, options);
  if (shouldOpen(context, options)) openBrowser(await createLink(config.dataDirectory, running.url));
  await stopped;
  stopSettling();
  return EXIT.done;
}

async function start(context: CommandContext): Promise<RunningServer> {
  const { config, random } = context;
  const [{ createLog, startServer }, { openHome }] = await Promise.all([
    import('@tutti/server'),
    import('@tutti/server/home'),
  ]);
  const home = await openHome(toHomeOptions(context));
  try {
    const { redact } = home;
    const { log } = createLog({ level: chooseLevel(context), file: config.serverConfig.logFile, redact });
    return await startServer({ home, config: config.serverConfig, log, clock: home.clock, random });
  } catch (error) {
    await home[Symbol.asyncDispose]();
    throw error;
  }
}

/** On a terminal nobody reads lines of JSON about requests, unless somebody asks for them. */
export function chooseLevel({ terminal, config: { serverConfig } }: CommandContext): string {
  const { logLevel, logFile, settings } = serverConfig;
  const isChosen = settings.find(({ name }) => name === 'logLevel')?.source !== 'default';
  return isChosen || logFile !== undefined || !terminal.err.isTty ? logLevel : 'warn';
}

function untilStopped({ terminal: { err } }: CommandContext, running: RunningServer): Promise<void> {
  return untilToldToStop({
    drain: () => {
      writeLine(err, 'Stopping. What is under way may end; everything unfinished goes on at the next start.');
      return running.close();
    },
  });
}

async function tellStarted(
  { terminal: { out }, config }: CommandContext,
  { url, loginUrl }: RunningServer,
  { json = false }: UpOptions,
): Promise<void> {
  const { dataDirectory, serverConfig } = config;
  if (json) return writeLine(out, JSON.stringify({ url, loginUrl, pid: process.pid, dataDir: dataDirectory }));
  const { bold, dim, yellow } = createStyle(out.color);
  const lines = [
    'Tutti is running. Open this address; it lets one browser in:',
    '',
    bold(loginUrl),
    '',
    ...(await tellPlace(config)).map((line) => `${dim(line.slice(0, 4))}${line.slice(4)}`),
    `${dim('stop')}  Ctrl-C; whatever is unfinished goes on at the next start`,
    `${dim('more')}  \`npx tutti login\` prints another address, \`npx tutti --help\` everything else`,
    ...(serverConfig.authentication
      ? []
      : [yellow('Authentication is off: everybody on this machine is the owner of everything here.')]),
  ];
  for (const line of lines) writeLine(out, line);
}

async function tellPlace({ dataDirectory, database, serverConfig }: Config): Promise<readonly string[]> {
  if (!database) return [`data  ${dataDirectory}`];
  const { toDatabaseName } = await import('@tutti/server/home');
  const runs = serverConfig.worker ? [] : ['runs  are driven by workers elsewhere: start one with `tutti worker`'];
  return [`data  database ${toDatabaseName(database.connectionString)}, schema ${database.schema}`, ...runs];
}

/** The directory has its server; whoever asks for one gets its address, and an exit code that says that this is not it. */
async function tellRunning(
  { terminal: { out }, config }: CommandContext,
  { url, pid }: { url: string; pid: number },
  { json = false }: UpOptions,
): Promise<number> {
  const { dataDirectory } = config;
  const loginUrl = await createLink(dataDirectory, url);
  if (json) writeLine(out, JSON.stringify({ url, loginUrl, pid, dataDir: dataDirectory, alreadyRunning: true }));
  else {
    const lines = [
      `A server runs here already, as process ${pid}. Open this address; it lets one browser in:`,
      '',
      loginUrl,
      '',
    ];
    for (const line of [...lines, `data  ${dataDirectory}`]) writeLine(out, line);
  }
  return EXIT.wrongState;
}

async function createLink(directory: string, url: string): Promise<string> {
  const { RemoteDesk } = await import('../desk/remote-desk.ts');
  await using desk = new RemoteDesk({ url, token: await readOwnerToken(directory) });
  return (await desk.createLoginLink()).url;
}

function shouldOpen(
  { terminal, config }: { terminal: CommandContext['terminal']; config: Config },
  options: UpOptions,
) {
  const { open = true, json = false } = options;
  return open && !json && terminal.out.isTty && config.hasDesktop;
}

/** What is configured, what is reachable, and what would be used. Works where nothing else does. */
import { ERRORS } from '@tutti/protocol';
import type { ApiKeyView, ConfigProblem, Setting, WorkerView } from '@tutti/protocol/api';
import { ConfigInvalidError, loadConfig, PROVIDER_NAMES, type ServerConfig } from '@tutti/server/config';
import type { BareContext, CommonOptions } from '../command-context.ts';
import { openDesk } from '../desk/open-desk.ts';
import { checkAgents } from '../doctor/check-agents.ts';
import { checkDatabase } from '../doctor/check-database.ts';
import { checkDirectory } from '../doctor/check-directory.ts';
import { checkModels, checkModelSettings, type FoundModels } from '../doctor/check-models.ts';
import { checkNetwork } from '../doctor/check-network.ts';
import { checkServer } from '../doctor/check-server.ts';
import { checkWorkers } from '../doctor/check-workers.ts';
import { type Finding, toMessage } from '../doctor/finding.ts';
import { EXIT } from '../exit-code.ts';
import { openContext } from '../open-context.ts';
import { parseOwnVariables } from '../parse-config.ts';
import { describeError } from '../report-error.ts';
import { writeLine } from '../terminal.ts';
import { toPlainLine } from '../view/plain-text.ts';
import { createStyle, type Style } from '../view/style.ts';

const LEAST_NODE = 24;

export async function doctorCommand(bare: BareContext, options: CommonOptions): Promise<number> {
  const { findings, settings } = await examine(bare, options);
  const isBroken = findings.some(({ state }) => state === 'broken');
  const { out } = bare.terminal;
  if (options.json) writeLine(out, JSON.stringify({ ok: !isBroken, findings, settings }));
  else {
    const style = createStyle(out.color);
    for (const finding of findings) for (const line of renderFinding(finding, style)) writeLine(out, line);
    for (const line of renderSettings(settings, style)) writeLine(out, line);
  }
  return isBroken ? EXIT.failed : EXIT.done;
}

interface Examined {
  readonly findings: readonly Finding[];
  readonly settings: readonly Setting[];
}

async function examine(bare: BareContext, options: CommonOptions): Promise<Examined> {
  const first = [checkNode()];
  const wrong = [
    ...(await findWrong(() => parseOwnVariables(bare.environment))),
    ...(await findWrong(() => loadConfig({ environment: bare.environment, options: { 'data-dir': options.dataDir } }))),
  ];
  if (wrong.length > 0) return { findings: [...first, ...wrong], settings: [] };
  const context = await openContext(bare, options);
  const { config } = context;
  const { place, findings: server } = await checkServer(config);
  const directory = await checkDirectory(config.dataDirectory);
  const database = await checkDatabase(config);
  const isWell = !(place ? server : database).some(({ state }) => state === 'broken');
  const canRead = place || config.database ? isWell : isThereAndFree(directory);
  const read = canRead ? await readDesk(context) : undefined;
  const keys = read instanceof Error ? undefined : read?.keys;
  const ready: Finding = { about: 'configuration', state: 'ok', text: 'every setting is understood' };
  const network = await checkNetwork(config.serverConfig, keys, context.clock.now());
  const agents = await checkAgents(context, place);
  const models = toModelFindings(read, config.serverConfig, context.clock.now());
  return {
    findings: [...first, ...models, ...agents, ready, ...directory, ...database, ...toOpened(read), ...server, network],
    settings: config.serverConfig.settings,
  };
}

function isThereAndFree(directory: readonly Finding[]): boolean {
  const isThere = !directory.some(({ state }) => state === 'broken');
  const isMade = isThere && !directory.some(({ text }) => text.endsWith('will be made'));
  return isMade && !directory.some(({ about }) => about === 'in use');
}

function toModelFindings(read: Read | Error | undefined, config: ServerConfig, now: number): readonly Finding[] {
  const isRead = read !== undefined && !(read instanceof Error);
  return isRead ? checkModels(read.models, now) : [checkModelSettings(config)];
}

interface Read {
  readonly models: FoundModels;
  readonly keys: readonly ApiKeyView[];
  readonly workers: readonly WorkerView[];
  readonly problems: readonly ConfigProblem[];
}

function toOpened(read: Read | Error | undefined): readonly Finding[] {
  if (read === undefined) return [];
  if (read instanceof Error) {
    const { message, code, remedy } = describeError(read);
    // Without a server nothing is opened as long as the rules cannot be read.
    const about = code === 'tool_rules_invalid' ? 'tools.yaml' : 'store';
    return [{ about, state: 'broken', text: `${message} (${code})`, remedy }];
  }
  return [checkWorkers(read.workers), ...read.problems.map(toFinding)];
}

/** What counted before goes on to count; after the next start none of the file would. */
function toFinding({ file, message, remedy }: ConfigProblem): Finding {
  return { about: file, state: 'broken', text: message, remedy };
}

async function readDesk(context: Awaited<ReturnType<typeof openContext>>): Promise<Read | Error | undefined> {
  try {
    await using desk = await openDesk(context);
    const providers = await desk.models.listProviders();
    const { catalogue } = await desk.models.listModels({});
    return {
      keys: await desk.keys.list(),
      workers: await desk.listWorkers(),
      problems: (await desk.policy.listSets()).problems,
      models: { providers, catalogue },
    };
  } catch (error) {
    // At a server it takes the right to manage; whoever has it not is told by what it refuses.
    if (error instanceof Error && 'code' in error && error.code === 'forbidden') return undefined;
    return error instanceof Error ? error : new Error(String(error));
  }
}

function checkNode(): Finding {
  const about = 'node';
  const text = process.version;
  if (Number.parseInt(process.versions.node, 10) >= LEAST_NODE) return { about, state: 'ok', text };
  return { about, state: 'broken', text, remedy: `Install Node ${LEAST_NODE} or newer.` };
}

/** All that is wrong, where a command would name the first. */
async function findWrong(read: () => unknown): Promise<Finding[]> {
  try {
    await read();
    return [];
  } catch (error) {
    return toConfigFindings(error);
  }
}

function toConfigFindings(error: unknown): Finding[] {
  const about = 'configuration';
  if (error instanceof ConfigInvalidError)
    return error.problems.map(({ source, message }) => ({
      about,
      state: 'broken',
      text: `${source}: ${message}`,
      remedy: ERRORS.config_invalid[1],
    }));
  return [{ about, state: 'broken', text: toMessage(error), remedy: 'Mend what the message names.' }];
}

const MARKS = { ok: '●', note: '·', warning: '!', broken: '✗' } as const;

function renderFinding({ about, state, text, remedy }: Finding, style: Style): string[] {
  const paint = { ok: style.green, note: style.dim, warning: style.yellow, broken: style.red }[state];
  const line = `${paint(MARKS[state])} ${style.bold(about.padEnd(15))} ${toPlainLine(text)}`;
  return remedy === undefined ? [line] : [line, `  ${''.padEnd(15)} ${style.dim('remedy')} ${toPlainLine(remedy)}`];
}

/** Few use more than two providers; `tutti providers` lists them all. */
function isIdleProvider({ name, isSet, value }: Setting): boolean {
  return !isSet && value === null && PROVIDER_NAMES.some(({ keys, url }) => name === keys || name === url);
}

function renderSettings(settings: readonly Setting[], style: Style): string[] {
  if (settings.length === 0) return [];
  const rows = settings
    .filter((setting) => !isIdleProvider(setting))
    .filter(({ unused, isSet, source }) => !unused || (isSet && source !== 'default'))
    .map(({ name, value, isSet, secret, source, unused }) => {
      const shown = secret ? (isSet ? '(secret)' : '–') : value === null ? '–' : String(value);
      return `  ${name.padEnd(18)} ${toPlainLine(shown)}  ${style.dim(source)}${unused ? style.yellow('  understood, but not used yet') : ''}`;
    });
  return ['', style.bold('Settings'), ...rows];
}

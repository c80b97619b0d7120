import { InvalidInputError } from '@tutti/engine';
import { ProviderId } from '@tutti/protocol';
import { ProviderKeyName, type ProviderTestView } from '@tutti/protocol/api';
import type { CommandContext, CommonOptions } from '../command-context.ts';
import type { ModelDesk } from '../desk/model-desk.ts';
import { openDesk } from '../desk/open-desk.ts';
import { EXIT } from '../exit-code.ts';
import { findNearest } from '../find-nearest.ts';
import { toProvider } from '../models/to-provider.ts';
import { CommandError } from '../report-error.ts';
import { writeLine } from '../terminal.ts';
import { describeKey, renderProviders, renderReencryption, renderTest } from '../view/render-providers.ts';
import { createStyle } from '../view/style.ts';

const USUAL_NAME = 'default';

export async function listProvidersCommand(context: CommandContext, { json = false }: CommonOptions): Promise<number> {
  await using desk = await openDesk(context);
  const providers = await desk.models.listProviders();
  const { out } = context.terminal;
  const look = { style: createStyle(out.color), columns: out.columns };
  if (json) writeLine(out, JSON.stringify(providers));
  else for (const line of renderProviders(providers, look)) writeLine(out, line);
  return EXIT.done;
}

export interface KeyOptions extends CommonOptions {
  readonly keyName?: string;
}

export interface SetKeyOptions extends KeyOptions {
  readonly baseUrl?: string;
  readonly paid?: boolean;
}

/** The secret never stands on a command line, where others on this machine and the history of the shell see it. */
export async function setProviderCommand(
  context: CommandContext,
  typed: string,
  options: SetKeyOptions,
): Promise<number> {
  const { baseUrl, paid = false, json = false } = options;
  const name = toKeyName(options.keyName);
  await using desk = await openDesk(context);
  const provider = baseUrl === undefined ? await toProvider(desk.models, typed) : toOwnProvider(typed);
  const secret = await readSecret(context, provider, baseUrl !== undefined);
  const key = await desk.models.storeKey({
    provider,
    name,
    secret,
    billing: paid ? 'paid' : 'free',
    ...(baseUrl !== undefined && { baseUrl }),
  });
  const { out, err } = context.terminal;
  writeLine(out, json ? JSON.stringify(key) : describeKey(provider, key));
  if (!json) writeLine(err, `Try it: tutti providers test ${provider}`);
  return EXIT.done;
}

async function readSecret({ terminal }: CommandContext, provider: string, isOwnServer: boolean): Promise<string> {
  const note = isOwnServer ? 'any word if its server needs none; it is not shown' : 'it is not shown';
  const text = (await terminal.askSecret(`Key of ${provider} (${note}): `)).trim();
  if (text === '') {
    const hint = isOwnServer ? '; for a server that needs none, any word will do' : '';
    throw new InvalidInputError(`no key came: type it when asked, or pipe it in${hint}`, 'secret');
  }
  if (/\s/.test(text)) throw new InvalidInputError('a key is one word, and what came is more', 'secret');
  return text;
}

/** With an address of its own any name will do. */
function toOwnProvider(typed: string): ProviderId {
  const parsed = ProviderId.safeParse(typed.trim().toLowerCase());
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(`${typed} is no name of a provider: write lower-case letters, digits and -`, 'provider');
}

function toKeyName(typed = USUAL_NAME): string {
  const parsed = ProviderKeyName.safeParse(typed);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(`--key-name takes ${parsed.error.issues[0]?.message ?? 'a name'}`, 'key-name');
}

export async function removeProviderCommand(
  context: CommandContext,
  typed: string,
  options: KeyOptions,
): Promise<number> {
  await using desk = await openDesk(context);
  const provider = await toProvider(desk.models, typed);
  const name = await findKeyName(desk.models, provider, options.keyName);
  await desk.models.removeKey(provider, name);
  const { out } = context.terminal;
  writeLine(out, options.json ? JSON.stringify({ provider, key: name }) : `${provider} has no key ${name} any more.`);
  return EXIT.done;
}

/** The only one that is stored need not be named. */
async function findKeyName(desk: ModelDesk, provider: ProviderId, typed: string | undefined): Promise<string> {
  const all = await desk.listProviders();
  const keys = all.find((each) => each.provider === provider)?.keys ?? [];
  const stored = keys.flatMap(({ name, from }) => (from === 'stored' ? [name] : []));
  const [only, ...others] = stored;
  if (typed === undefined && only !== undefined && others.length === 0) return only;
  if (typed !== undefined && stored.includes(typed)) return typed;
  if (only === undefined) {
    const note = keys.length > 0 ? '; those of the settings are changed there' : '';
    throw new CommandError('provider_key_not_found', `no key of ${provider} is stored${note}`);
  }
  if (typed === undefined)
    throw new InvalidInputError(`${provider} has the keys ${stored.join(', ')}: say which with --key-name`, 'key-name');
  const nearest = findNearest(typed, stored);
  throw new CommandError('provider_key_not_found', `${provider} has no key ${typed}. The nearest is ${nearest}.`);
}

/** The key file then begins with a new master key. Fails where a key cannot be opened, as it stays as it was. */
export async function reencryptProvidersCommand(
  context: CommandContext,
  { json = false }: CommonOptions,
): Promise<number> {
  await using desk = await openDesk(context);
  const result = await desk.models.reencryptKeys();
  const { out, err } = context.terminal;
  if (json) writeLine(out, JSON.stringify(result));
  else {
    for (const line of renderReencryption(result)) writeLine(out, line);
    writeLine(err, 'Copy the key file (TUTTI_KEY_FILE) anew: for safe keeping, and to all servers of the database.');
  }
  return result.locked > 0 ? EXIT.failed : EXIT.done;
}

interface Tested {
  readonly provider: ProviderId;
  readonly tests: readonly ProviderTestView[];
}

/** One cheap call with each key. Fails where one of them cannot be used. */
export async function testProviderCommand(
  context: CommandContext,
  typed: string | undefined,
  { keyName, json = false }: KeyOptions,
): Promise<number> {
  await using desk = await openDesk(context);
  const chosen = await chooseTested(desk.models, typed);
  const tested = await Promise.all(chosen.map((provider) => tryProvider(desk.models, provider, keyName)));
  const { out } = context.terminal;
  const style = createStyle(out.color);
  const results = tested.flatMap(({ provider, tests }) => tests.map((test) => ({ provider, ...test })));
  if (json) writeLine(out, JSON.stringify(results));
  else for (const test of results) for (const line of renderTest(test.provider, test, style)) writeLine(out, line);
  if (!json && results.length === 0)
    writeLine(out, 'There is no key to try and no local server was found. Store one: tutti providers set groq');
  return results.length > 0 && results.every(({ ok }) => ok) ? EXIT.done : EXIT.failed;
}

/** All that have a key or were found, where none is named. */
async function chooseTested(desk: ModelDesk, typed: string | undefined): Promise<readonly ProviderId[]> {
  if (typed !== undefined) return [await toProvider(desk, typed)];
  const all = await desk.listProviders();
  return all.flatMap(({ provider, state, keys }) => (state === 'ready' || keys.length > 0 ? [provider] : []));
}

async function tryProvider(desk: ModelDesk, provider: ProviderId, key: string | undefined): Promise<Tested> {
  return { provider, tests: await desk.testProvider(provider, key === undefined ? {} : { key }) };
}

/** From what was typed, set and written to one configuration: an option beats the environment, which beats the file. */
import { join } from 'node:path';
import { editDistance } from '@tutti/engine';
import type { Setting } from '@tutti/protocol/api';
import { ConfigInvalidError, type ConfigProblem } from './config-invalid-error.ts';
import { type ConfigFile, readConfigFile } from './read-config-file.ts';
import { toConnectedSettings } from './connection-settings.ts';
import { toModelSettings } from './model-settings.ts';
import type { ServerConfig } from './server-config.ts';
import type { SettingFacts } from './setting-facts.ts';
import { SETTING_NAMES, type SettingName, SETTINGS, SettingValues } from './settings.ts';

export interface ConfigSources {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** As they are typed, without the dashes: `log-level`. */
  readonly options: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly file?: ConfigFile | undefined;
}

interface Found {
  readonly value: unknown;
  readonly source: string;
}

const NOT_SET: Found = { value: undefined, source: 'default' };

/** Looks for `config.yaml` in the data directory that the others name. */
export async function loadConfig(sources: Omit<ConfigSources, 'file'>): Promise<ServerConfig> {
  const file = await readConfigFile(resolveDataDirectory(sources));
  return resolveConfig({ ...sources, file });
}

export function resolveDataDirectory(sources: Omit<ConfigSources, 'file'>): string {
  const found = findValue('dataDirectory', sources);
  const parsed = SettingValues.pick({ dataDirectory: true }).safeParse({ dataDirectory: found.value });
  if (!parsed.success)
    throw new ConfigInvalidError([toProblem('dataDirectory', found, parsed.error.issues[0]?.message)]);
  return parsed.data.dataDirectory;
}

export function resolveConfig(sources: ConfigSources): ServerConfig {
  const { found, passedOver } = findValues(sources);
  const strangers = [...listStrangers(sources.file), ...listExposed(sources.file, found)];
  const parsed = SettingValues.safeParse(Object.fromEntries([...found].map(([name, { value }]) => [name, value])));
  if (!parsed.success || strangers.length > 0) {
    const wrong = (parsed.error?.issues ?? []).map(({ path, message }) => {
      const name = SettingValues.keyof().parse(path[0]);
      return toProblem(name, found.get(name) ?? NOT_SET, message);
    });
    throw new ConfigInvalidError([...wrong, ...strangers]);
  }
  const values = parsed.data;
  const sourceOf = (name: SettingName) => (found.get(name) ?? NOT_SET).source;
  return {
    ...values,
    models: toModelSettings(values, sourceOf),
    connections: toConnectedSettings(values),
    passedOver,
    settings: SETTING_NAMES.map((name) => toSetting(name, values[name], found.get(name) ?? NOT_SET)),
  };
}

/** A variable that is set for another program stops nothing here. */
function findValues(sources: ConfigSources) {
  const passedOver: string[] = [];
  const found = new Map<SettingName, Found>();
  for (const name of SETTING_NAMES) {
    const first = findValue(name, sources);
    const variable = SETTINGS[name].foreign?.find((foreign) => first.source === `environment ${foreign}`);
    const problem = variable === undefined ? undefined : SettingValues.shape[name].safeParse(first.value).error;
    if (variable === undefined || !problem) found.set(name, first);
    else {
      found.set(name, findValue(name, { ...sources, environment: { ...sources.environment, [variable]: undefined } }));
      passedOver.push(`${variable} is passed over: ${toProblem(name, first, problem.issues[0]?.message).message}`);
    }
  }
  return { found, passedOver };
}

function findValue(name: SettingName, { environment, options, file }: ConfigSources): Found {
  const { option, variables, inFile } = SETTINGS[name];
  const typed = option === undefined ? undefined : options[option];
  if (typed !== undefined) return { value: typed, source: `option --${option}` };
  // An empty variable is how shells and compose files say that there is none.
  const variable = variables.find((candidate) => (environment[candidate] ?? '').trim() !== '');
  if (variable !== undefined) return { value: environment[variable], source: `environment ${variable}` };
  if (name === 'dataDirectory') return findCustomaryDirectory(environment);
  const custom = name === 'keyFile' ? findCustomaryKeyFile(environment) : NOT_SET;
  const written = inFile && file && Object.hasOwn(file.values, name) ? file.values[name] : undefined;
  return written === undefined || written === null ? custom : { value: written, source: `file ${file?.path}` };
}

/** Whoever sets XDG_DATA_HOME wants data there; nobody else has to know that such a variable exists. */
function findCustomaryDirectory({ XDG_DATA_HOME }: ConfigSources['environment']): Found {
  return XDG_DATA_HOME ? { value: join(XDG_DATA_HOME, 'tutti'), source: 'environment XDG_DATA_HOME' } : NOT_SET;
}

/** Not beside the data: whoever gets hold of a copy of those has not got what opens them. */
function findCustomaryKeyFile({ XDG_CONFIG_HOME }: ConfigSources['environment']): Found {
  if (!XDG_CONFIG_HOME) return NOT_SET;
  return { value: join(XDG_CONFIG_HOME, 'tutti', 'key-file'), source: 'environment XDG_CONFIG_HOME' };
}

/** Keys in a file that others can read are keys of others too. */
function listExposed(file: ConfigFile | undefined, found: ReadonlyMap<SettingName, Found>): readonly ConfigProblem[] {
  if (!file || file.isPrivate) return [];
  const source = `file ${file.path}`;
  const exposed = SETTING_NAMES.filter((name) => SETTINGS[name].ownerOnly && found.get(name)?.source === source);
  return exposed.map((setting) => {
    const [variable] = SETTINGS[setting].variables;
    const message = `${setting} holds a secret and others can read this file: \`chmod 600\` it, or set ${variable} instead`;
    return { setting, source, message };
  });
}

/** Names in the file that mean nothing: a slip there would otherwise be a setting that silently does not hold. */
function listStrangers(file: ConfigFile | undefined): readonly ConfigProblem[] {
  if (!file) return [];
  const known: readonly string[] = SETTING_NAMES.filter((name) => SETTINGS[name].inFile);
  const strange = Object.keys(file.values).filter((key) => !known.includes(key));
  return strange.map((key) => {
    const typed = key.slice(0, 80);
    const nearest = known.toSorted((one, other) => editDistance(typed, one) - editDistance(typed, other))[0];
    const message = `${JSON.stringify(typed)} is no setting that can stand here; the nearest is ${nearest}`;
    return { setting: typed, source: `file ${file.path}`, message };
  });
}

function toProblem(name: SettingName, { value, source }: Found, takes = 'is not understood'): ConfigProblem {
  const { secret = false, guarded = false } = SETTINGS[name];
  const shown = secret || guarded ? 'what it has' : JSON.stringify(value)?.slice(0, 80);
  return { setting: name, source, message: `${name} ${takes}, not ${shown}` };
}

function toSetting(name: SettingName, value: unknown, { source }: Found): Setting {
  const { description, secret = false, unused = false } = SETTINGS[name];
  const isSet = value !== undefined;
  return {
    name,
    value: secret ? null : toShown(value),
    isSet,
    secret,
    source,
    variables: listWays(name, SETTINGS[name]),
    description,
    unused,
  };
}

function toShown(value: unknown): Setting['value'] {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function listWays(name: SettingName, { option, variables, inFile }: SettingFacts): string[] {
  return [...(option === undefined ? [] : [`--${option}`]), ...variables, ...(inFile ? [`config.yaml: ${name}`] : [])];
}

/** What can be set, without loading the server. */
export { ConfigInvalidError, type ConfigProblem } from './config-invalid-error.ts';
export { type ModelSettings, PROVIDER_NAMES, type ProviderSetting, type SetKey } from './model-settings.ts';
export { type ConfigFile, readConfigFile } from './read-config-file.ts';
export { type ConfigSources, loadConfig, resolveConfig, resolveDataDirectory } from './resolve-config.ts';
export type { ServerConfig, ServerLogLevel } from './server-config.ts';
export type { SettingFacts } from './setting-facts.ts';
export { type SettingName, SETTINGS } from './settings.ts';

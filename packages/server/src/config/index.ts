/** What can be set, without loading the server. */
export { ConfigInvalidError, type ConfigProblem } from './config-invalid-error.ts';
export { type ConfigFile, readConfigFile } from './read-config-file.ts';
export { type ConfigSources, loadConfig, resolveConfig, resolveDataDirectory } from './resolve-config.ts';
export type { ServerConfig, ServerLogLevel } from './server-config.ts';
export { type SettingFacts, type SettingName, SETTINGS } from './settings.ts';

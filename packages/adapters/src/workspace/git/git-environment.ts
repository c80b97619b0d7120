/**
 * What git is told so that it is inert: nothing that a repository, a user or a machine has configured makes it start another
 * program or reach out over the network. Settings of the command beat those of every file.
 */
import { devNull } from 'node:os';

type Settings = Readonly<Record<string, string>>;

/** Where git is looked for. The path of whoever started this process may lead anywhere. */
const PATH = '/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin:/opt/local/bin:/usr/local/sbin';

const INERT: Settings = {
  'core.hooksPath': devNull,
  'core.fsmonitor': 'false',
  'core.untrackedCache': 'false',
  'core.excludesFile': devNull,
  'core.attributesFile': devNull,
  'core.editor': ':',
  'core.pager': 'cat',
  'core.askPass': '',
  'core.sshCommand': 'false',
  'core.gitProxy': '',
  'core.alternateRefsCommand': 'false',
  'core.protectHFS': 'true',
  'core.protectNTFS': 'true',
  'core.quotePath': 'false',
  'core.fsync': 'committed',
  'credential.helper': '',
  'protocol.allow': 'never',
  'submodule.recurse': 'false',
  'gc.auto': '0',
  'maintenance.auto': 'false',
  'commit.gpgSign': 'false',
  'tag.gpgSign': 'false',
  'gpg.program': 'false',
  'log.showSignature': 'false',
  'diff.external': '',
  'merge.tool': '',
  'uploadpack.packObjectsHook': '',
};

export function toGitEnvironment(settings: Settings, more: Settings = {}): Record<string, string> {
  const entries = Object.entries({ ...settings, ...INERT });
  const config = entries.flatMap(([key, value], place) => [
    [`GIT_CONFIG_KEY_${place}`, key],
    [`GIT_CONFIG_VALUE_${place}`, value],
  ]);
  return {
    PATH,
    LC_ALL: 'C',
    HOME: '/nonexistent',
    XDG_CONFIG_HOME: '/nonexistent',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_SYSTEM: devNull,
    GIT_CONFIG_GLOBAL: devNull,
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: '',
    GIT_PAGER: 'cat',
    GIT_EDITOR: ':',
    GIT_ASKPASS: 'false',
    SSH_ASKPASS: 'false',
    GIT_CONFIG_COUNT: `${entries.length}`,
    ...Object.fromEntries(config),
    ...more,
  };
}

const PROGRAMS = /^(?:filter\..*\.(?:clean|smudge|process)|diff\..*\.(?:textconv|command)|merge\..*\.driver)$/iu;

/** Takes the program out of every filter, diff and merge driver that a repository knows. */
export function toSilencing(keys: readonly string[]): Settings {
  const named = keys.filter((key) => PROGRAMS.test(key)).map((key) => [key, ''] as const);
  const filters = keys.filter((key) => /^filter\..*\.required$/iu.test(key)).map((key) => [key, 'false'] as const);
  return Object.fromEntries([...named, ...filters]);
}

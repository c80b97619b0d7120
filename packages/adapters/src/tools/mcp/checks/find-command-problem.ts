/**
 * What may stand on the command line of a server of tools. The wall is an administrator's consent to the exact words; what is refused
 * here could not be judged by reading them: code on the command line, shells, wrappers, packages of no fixed version, containers with the host inside.
 */
import { isAbsolute } from 'node:path';
import { findContainerProblem } from './find-container-problem.ts';
import { findPackageProblem } from './find-package-problem.ts';

const SHELLS = new Set([
  'sh',
  'bash',
  'dash',
  'zsh',
  'ksh',
  'fish',
  'csh',
  'tcsh',
  'cmd',
  'powershell',
  'pwsh',
  'busybox',
]);
const WRAPPERS = new Set(
  'env sudo doas su xargs nohup setsid timeout nice ionice chroot unshare nsenter script ssh watch find awk gawk sed make strace gdb tclsh expect socat nc ncat'.split(
    ' ',
  ),
);
/** Of an interpreter: what may stand before its script. Anything else could bring code along. */
const INTERPRETERS: Readonly<Record<string, RegExp>> = {
  node: /^--(no-warnings|enable-source-maps|experimental-strip-types|max-old-space-size=\d{1,6})$/,
  bun: /^run$/,
  deno: /^(run|--no-prompt|--cached-only|--allow-net=[\w.:,-]+|--allow-env=[\w,]+|--allow-read=[\w./,-]+)$/,
  python: /^-[uBEsI]$/,
  ruby: /^$/,
  perl: /^$/,
  php: /^$/,
};
const DANGEROUS_VARIABLES =
  /^(PATH|HOME|IFS|ENV|BASH_ENV|SHELLOPTS|PROMPT_COMMAND|LD_.*|DYLD_.*|NODE_OPTIONS|NODE_PATH|NODE_REPL_.*|NPM_CONFIG_.*|npm_config_.*|PYTHON(PATH|STARTUP|HOME|INSPECT|BREAKPOINT|USERBASE|WARNINGS)|PERL5?(OPT|LIB|DB)|PERL5OPT|RUBY(OPT|LIB)|PHP_INI_SCAN_DIR|PHPRC|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS|DENO_DIR|BUN_OPTIONS|GIT_(SSH|SSH_COMMAND|EXTERNAL_DIFF|PROXY_COMMAND|CONFIG.*)|DOCKER_HOST|TUTTI_.*)$/;
/** Controls, and what turns words round or hides them. */
const UNSEEN = /\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}/u;

/** Undefined where there is none. */
export function findCommandProblem(command: readonly string[]): string | undefined {
  const [program = '', ...rest] = command;
  if (command.some((word) => UNSEEN.test(word))) return 'it holds characters that cannot be seen';
  if (program.trim() === '' || program !== program.trim()) return 'its program has no name';
  if (/[\\/]/.test(program) && !isAbsolute(program))
    return `${program} is a relative path: give an absolute one, or a name that is found on the PATH`;
  const name = toName(program);
  if (SHELLS.has(name)) return `${name} is a shell, which reads what it is given as code: name the program itself`;
  if (WRAPPERS.has(name)) return `${name} starts other programs: name the program itself`;
  if (name === 'docker' || name === 'podman' || name === 'nerdctl') return findContainerProblem(name, rest);
  return findPackageProblem(name, rest) ?? findInterpreterProblem(name, rest);
}

/** Undefined where there is none. */
export function findVariableProblem(name: string): string | undefined {
  return DANGEROUS_VARIABLES.test(name)
    ? `${name} decides what is started or loaded, so it cannot be set here`
    : undefined;
}

function findInterpreterProblem(name: string, rest: readonly string[]): string | undefined {
  const kind = Object.keys(INTERPRETERS).find(
    (each) => name === each || (each !== 'bun' && name.replace(/[\d.]+$/, '') === each),
  );
  if (kind === undefined) return undefined;
  const at = rest.findIndex((word) => !INTERPRETERS[kind]?.test(word));
  const [script, after] = [rest[at], rest[at + 1]];
  if (at === -1 || script === undefined) return `${name} would wait for code: give it the absolute path of a script`;
  if (kind === 'python' && script === '-m')
    return after !== undefined && /^[\w.]+$/.test(after) ? undefined : '-m takes a module';
  if (script.startsWith('-'))
    return `${name} ${script} may bring code along that is no file: give it the absolute path of a script`;
  if (!isAbsolute(script)) return `${script} is a relative path: give ${name} the absolute path of a script`;
  return undefined;
}

function toName(program: string): string {
  const last = program.split(/[\\/]/).at(-1) ?? '';
  return last.toLowerCase().replace(/\.(exe|cmd|bat|com|ps1)$/, '');
}

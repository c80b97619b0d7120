/**
 * What may stand on the command line of a server of tools. The wall is an administrator's consent to the exact words; what is refused
 * here could not be judged by reading them: code on the command line, shells, wrappers, packages of no fixed version, containers with the host inside.
 */
import { isAbsolute } from 'node:path';
import { HOOKED, isOf, READERS, SHELLS, STARTERS, toProgramName } from './code-programs.ts';
import { findContainerProblem } from './find-container-problem.ts';
import { findPackageProblem } from './find-package-problem.ts';

/** Of an interpreter: what may stand before its script. Anything else could bring code along. */
const INTERPRETERS: Readonly<Record<string, RegExp>> = {
  node: /^--(no-warnings|enable-source-maps|experimental-strip-types|max-old-space-size=\d{1,6})$/,
  bun: /^run$/,
  deno: /^(run|--no-prompt|--cached-only|--allow-net=[\w.:,-]+|--allow-env=[\w,]+|--allow-read=[\w./,-]+)$/,
  python: /^-[uBEsI]$/,
  ruby: /^$/,
  perl: /^$/,
  php: /^$/,
  tsx: /^$/,
  'ts-node': /^$/,
  java: /^-(jar|server|Xm[xs]\d{1,6}[kmgKMG])$/,
  dotnet: /^$/,
  lua: /^$/,
  luajit: /^$/,
  rscript: /^--vanilla$/,
  julia: /^$/,
  escript: /^$/,
};
const SAME: Readonly<Record<string, string>> = { nodejs: 'node', pypy: 'python' };
/** In any letters: npm reads its own in all of them. */
const DANGEROUS_VARIABLES = new RegExp(
  `^(${[
    'PATH|HOME|IFS|ENV|BASH_ENV|BASH_FUNC_.*|SHELLOPTS|BASHOPTS|PROMPT_COMMAND|PS4|ZDOTDIR|SHELL',
    'LD_.*|DYLD_.*|GCONV_PATH|GLIBC_TUNABLES|OPENSSL_(CONF|ENGINES|MODULES)',
    'NODE_OPTIONS|NODE_PATH|NODE_REPL_.*|NPM_CONFIG_.*|PNPM_.*|YARN_.*|BUN_OPTIONS|DENO_DIR|TS_NODE_.*|ELECTRON_RUN_AS_NODE',
    'PYTHON(PATH|STARTUP|HOME|INSPECT|BREAKPOINT|USERBASE|WARNINGS|EXECUTABLE|PLATLIBDIR)|PIP_.*|UV_.*|PIPX_.*',
    'PERL5?(OPT|LIB|DB|SHELL)|PERL5DB|RUBY(OPT|LIB|SHELL)|GEM_.*|BUNDLE_.*|PHP_INI_SCAN_DIR|PHPRC',
    'LUA_(INIT|PATH|CPATH).*|TCLLIBPATH|TCL_LIBRARY|R_(PROFILE|ENVIRON|LIBS|HOME).*|JULIA_.*|ERL_.*|ELIXIR_.*',
    '_?JAVA_(TOOL_)?OPTIONS|JDK_JAVA_OPTIONS|CLASSPATH|MAVEN_.*|GRADLE_.*|DOTNET_.*|CORECLR_.*|COR_.*|CARGO_.*|RUST(C|UP)_.*|GO(FLAGS|PROXY|TOOLCHAIN)',
    'GIT_(SSH.*|EXTERNAL_DIFF|PROXY_COMMAND|CONFIG.*|(SEQUENCE_)?EDITOR|ASKPASS|EXEC_PATH|TEMPLATE_DIR|ALLOW_PROTOCOL|DIR)|SSH_ASKPASS|SUDO_ASKPASS|(MAN|GIT_)?PAGER|EDITOR|VISUAL|BROWSER|LESS(OPEN|CLOSE)|RSYNC_.*|TAR_OPTIONS|MAKE(FLAGS|FILES)|GREP_OPTIONS',
    'DOCKER_.*|CONTAINER_HOST|TUTTI_.*',
  ].join('|')})$`,
  'iu',
);
/** Controls, and what turns words round or hides them. */
const UNSEEN = /\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}/u;

/** Undefined where there is none. */
export function findCommandProblem(command: readonly string[]): string | undefined {
  const [program = '', ...rest] = command;
  if (command.some((word) => UNSEEN.test(word))) return 'it holds characters that cannot be seen';
  if (program.trim() === '' || program !== program.trim()) return 'its program has no name';
  if (/[\\/]/.test(program) && !isAbsolute(program))
    return `${program} is a relative path: give an absolute one, or a name that is found on the PATH`;
  const name = toProgramName(program);
  if (isOf(SHELLS, name)) return `${name} is a shell, which reads what it is given as code: name the program itself`;
  if (isOf(STARTERS, name) || isOf(HOOKED, name)) return `${name} starts other programs: name the program itself`;
  if (name === 'docker' || name === 'podman' || name === 'nerdctl') return findContainerProblem(name, rest);
  return findPackageProblem(name, rest) ?? findInterpreterProblem(name, rest) ?? findCodeProblem(name, rest);
}

/** Undefined where there is none. */
export function findVariableProblem(name: string): string | undefined {
  return DANGEROUS_VARIABLES.test(name)
    ? `${name} decides what is started or loaded, so it cannot be set here`
    : undefined;
}

function findInterpreterProblem(name: string, rest: readonly string[]): string | undefined {
  const plain = name === 'bunx' ? name : name.replace(/[-_]?\d[\d.]*$/u, '');
  const kind = SAME[plain] ?? plain;
  if (!Object.hasOwn(INTERPRETERS, kind))
    return isOf(READERS, name) ? `${name} reads what it is given as code: name the program itself` : undefined;
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

/** Others may name their settings by them. */
const CODE_OPTION = /^(-c|-e|-E|--(eval|exec|command|code|expression|init-command))(=|$)/u;
/** Hardly ever in names, addresses and paths. Places such as {goal} are filled with what is no option. */
const CODE = /[`;|&<>()$\n]|::/u;

/** Of a program that is not known: what looks like code where others take code. */
function findCodeProblem(name: string, rest: readonly string[]): string | undefined {
  if (Object.hasOwn(INTERPRETERS, SAME[name] ?? name)) return undefined;
  const at = rest.findIndex((word, index) => {
    if (!CODE_OPTION.test(word)) return false;
    const value = word.includes('=') ? word.slice(word.indexOf('=') + 1) : (rest[index + 1] ?? '');
    return CODE.test(value);
  });
  if (at === -1) return undefined;
  return `what follows ${rest[at]?.split('=')[0]} looks like code: put it into a file, and name that`;
}

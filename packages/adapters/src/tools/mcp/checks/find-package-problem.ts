/** Runners that fetch what they run: only a package of an exact version can be judged, and is the same tomorrow. */
const FLAGS: Readonly<Record<string, RegExp>> = {
  npx: /^(-y|--yes|-q|--quiet|--offline|--prefer-offline)$/,
  bunx: /^(--bun|--silent)$/,
  uvx: /^(--quiet|-q|--offline|--isolated)$/,
  pipx: /^(run|--quiet|-q)$/,
  pnpm: /^(dlx|--silent|-s|--offline)$/,
  yarn: /^(dlx|-q|--quiet)$/,
  npm: /^(exec|--yes|-y|--offline|--)$/,
  uv: /^(tool|run|--quiet|-q|--offline)$/,
};
const NODE_PACKAGE = /^(@[a-z0-9._-]+\/)?[a-z0-9][a-z0-9._-]*@\d+\.\d+\.\d+([.-][\w.-]+)?$/i;
const PYTHON_PACKAGE = /^[a-z0-9][a-z0-9._-]*(\[[\w,-]+\])?(==|@)\d[\w.]*$/i;

/** Undefined where there is none. */
export function findPackageProblem(name: string, rest: readonly string[]): string | undefined {
  const flags = FLAGS[name];
  if (!flags) return undefined;
  const word = rest.find((each) => !flags.test(each));
  if (word === undefined) return `${name} is told no package`;
  if (word.startsWith('-')) return `${name} ${word} is more than fetching a package and starting it`;
  const isPython = name === 'uvx' || name === 'pipx' || name === 'uv';
  if ((isPython ? PYTHON_PACKAGE : NODE_PACKAGE).test(word)) return undefined;
  const example = isPython ? 'mcp-server-git==2026.8.31' : '@modelcontextprotocol/server-memory@2026.8.31';
  return `${word} is no package of an exact version, so it may be another one tomorrow: write it as in ${name} ${example}`;
}

/** A container is welcome as long as the host stays outside: no mounts, no devices, no namespaces of the host, no privileges. */
const ALONE = new Set(['-i', '--interactive', '--rm', '--init', '--read-only', '--quiet', '-q', '--no-healthcheck']);
const WITH_VALUE: Readonly<Record<string, RegExp>> = {
  '--name': /^[\w.-]+$/,
  '--network': /^(none|bridge)$/,
  '--memory': /^\d+[bkmg]?$/i,
  '-m': /^\d+[bkmg]?$/i,
  '--cpus': /^[\d.]+$/,
  '--pids-limit': /^\d+$/,
  '--user': /^[1-9]\d*(:[1-9]\d*)?$/,
  '-u': /^[1-9]\d*(:[1-9]\d*)?$/,
  '--cap-drop': /^[A-Za-z_]+$/,
  '--security-opt': /^no-new-privileges(:true)?$/,
  '--env': /^[A-Za-z_]\w*(=.*)?$/,
  '-e': /^[A-Za-z_]\w*(=.*)?$/,
  '--pull': /^(always|missing|never)$/,
  '--platform': /^[\w/]+$/,
  '--tmpfs': /^\/tmp(:[\w=,]+)?$/,
};

/** Undefined where there is none. */
export function findContainerProblem(name: string, rest: readonly string[]): string | undefined {
  const [verb, ...words] = rest;
  if (verb !== 'run') return `${name} ${verb ?? ''} is more than running a container`.replace('  ', ' ');
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (!word.startsWith('-')) return undefined;
    if (ALONE.has(word)) continue;
    const [flag, joined] = splitOnce(word);
    const allowed = WITH_VALUE[flag];
    const value = joined ?? words[++at];
    if (!allowed || value === undefined || !allowed.test(value))
      return `${name} run ${word} may let the host into the container: leave it out`;
  }
  return `${name} run is told no image`;
}

function splitOnce(word: string): readonly [string, string | undefined] {
  const at = word.startsWith('--') ? word.indexOf('=') : -1;
  return at === -1 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}

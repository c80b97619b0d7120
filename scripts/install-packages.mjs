// Installs the npm packages when they are missing or older than the lock file. Plain JavaScript for any Node from 20 on.
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const LONGEST_INSTALL_MS = 15 * 60_000;

/** Brings node_modules in line with package-lock.json; does nothing when it already is. */
export async function installPackages(root) {
  if (isInstalled(root)) return;
  const release = await acquireLock(join(root, '.install.lock'));
  try {
    // Another command may have installed everything while this one waited.
    if (!isInstalled(root)) runNpmCi(root);
  } finally {
    release();
  }
}

/** npm writes down at the end of every install what it put there, so an interrupted install never counts as one. */
export function isInstalled(root) {
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (!installed) return false;
  const wanted = readPackages(join(root, 'package-lock.json')) ?? {};
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.includes('node_modules/')) return true;
    const present = installed[path];
    // Optional packages are for other platforms, unless they are there: then in the right version.
    if (!present) return entry.optional === true;
    return present.version === entry.version && present.integrity === entry.integrity;
  });
}

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined; // Absent or cut off by a crash: either way, nothing to rely on.
  }
}

function runNpmCi(root) {
  console.error('Installing packages (npm ci) ...');
  const { command, args } = findNpm();
  // Development packages are always wanted, even where NODE_ENV says production.
  const options = ['ci', '--include=dev', '--include=optional', '--prefer-offline', '--loglevel=error'];
  const result = spawnSync(command, [...args, ...options], {
    cwd: root,
    encoding: 'utf8',
    shell: command === 'npm.cmd',
  });
  if (result.status === 0) return;
  const output = [result.error?.message, result.stdout, result.stderr].filter(Boolean).join('\n').trim();
  throw new Error(
    `${output}\n\nThe packages could not be installed. Mend the cause named above, then run the command again.`,
  );
}

/** Under npm its own program is used, so that the npm that was called is the npm that installs. */
function findNpm() {
  const program = process.env.npm_execpath;
  if (program && basename(program) === 'npm-cli.js') {
    return { command: process.env.npm_node_execpath ?? process.execPath, args: [program] };
  }
  return { command: process.platform === 'win32' ? 'npm.cmd' : 'npm', args: [] };
}

/** Two installs at once would delete each other's files; the second waits for the first. */
async function acquireLock(path) {
  for (let waits = 0; ; waits++) {
    try {
      const file = openSync(path, 'wx');
      writeSync(file, String(process.pid));
      closeSync(file);
      return () => rmSync(path, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (isAbandoned(path)) rmSync(path, { force: true });
    else {
      if (waits === 0) console.error(`Waiting for another installation (${path}) ...`);
      await sleep(500);
    }
  }
}

/** Its process is gone, or it is so old that its process number must have passed to another program. */
function isAbandoned(path) {
  try {
    if (Date.now() - statSync(path).mtimeMs > LONGEST_INSTALL_MS) return true;
    process.kill(Number.parseInt(readFileSync(path, 'utf8'), 10), 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

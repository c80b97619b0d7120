/** Where the binaries of PostgreSQL are: on the PATH, else where Debian keeps them, else installed from there, else it says what to install. */
import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

const OLDEST = 15;
const WAYS =
  'install the package "postgresql" (Debian, Ubuntu), "postgresql-server" (Fedora) or "postgresql" (Homebrew), or put its bin folder on the PATH';

/** What is asked of the machine, so that tests can be of machines that they do not run on. */
export interface Machine {
  /** Absent: that of this process. */
  readonly path?: string;
  /** With a folder for each version. */
  readonly debianFolder: string;
  /** Absent where nothing can be installed: not on Debian, or not as root. */
  readonly install?: () => void;
  say(text: string): void;
}

/** The folder with `initdb` and `postgres`. */
export function getPostgres(machine: Machine = describeMachine()): string {
  const found = findPostgres(machine);
  if (found !== undefined) return found;
  const need = `PostgreSQL ${OLDEST} or newer is needed for these tests`;
  if (!machine.install) throw new Error(`${need}: ${WAYS}`);
  machine.say('installing the package postgresql, which these tests need\n');
  try {
    machine.install();
  } catch (cause) {
    throw new Error(`${need}, and apt-get could not install it: ${WAYS}`, { cause });
  }
  const installed = findPostgres(machine);
  if (installed === undefined)
    throw new Error(`the package postgresql was installed, but is older than ${OLDEST}: ${WAYS}`);
  return installed;
}

function describeMachine(): Machine {
  const isDebianRoot = process.getuid?.() === 0 && existsSync('/etc/debian_version');
  return {
    debianFolder: '/usr/lib/postgresql',
    say: (text) => void process.stderr.write(text),
    ...(isDebianRoot && { install: installPackage }),
  };
}

/** Other tests that begin at the same time may be about to install it too. */
function installPackage(): void {
  const wait = ['-o', 'DPkg::Lock::Timeout=300'];
  spawnSync('apt-get', ['update', ...wait], { stdio: 'ignore' });
  const install = ['apt-get', 'install', '--yes', '--no-install-recommends', ...wait, 'postgresql'];
  execFileSync('env', ['DEBIAN_FRONTEND=noninteractive', ...install], { stdio: ['ignore', 'ignore', 'inherit'] });
}

function findPostgres({ path, debianFolder }: Machine): string | undefined {
  const versions = existsSync(debianFolder) ? readdirSync(debianFolder).map(Number) : [];
  const usable = versions.filter((version) => version >= OLDEST).toSorted((one, other) => other - one);
  const folders = [...findOnPath(path), ...usable.map((version) => join(debianFolder, `${version}`, 'bin'))];
  return folders.find((folder) => isExecutable(join(folder, 'initdb')) && isExecutable(join(folder, 'postgres')));
}

/** The shell stands where it always stands, whatever the PATH holds. */
function findOnPath(path: string | undefined): string[] {
  const options = path === undefined ? {} : { env: { PATH: path } };
  const { stdout } = spawnSync('/bin/sh', ['-c', 'command -v initdb'], { encoding: 'utf8', ...options });
  const found = (stdout ?? '').trim();
  return found.startsWith('/') ? [dirname(found)] : [];
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

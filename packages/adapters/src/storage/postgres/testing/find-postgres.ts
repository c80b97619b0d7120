import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

const DEBIAN = '/usr/lib/postgresql';

/** The folder with `initdb` and `postgres`. On Debian as root the package is installed where there is none. */
export function getPostgres(): string {
  const found = findPostgres();
  if (found !== undefined) return found;
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) {
    throw new Error(
      'PostgreSQL 15 or newer is needed for these tests: install the package "postgresql" (Debian, Ubuntu), "postgresql-server" (Fedora) or "postgresql" (Homebrew), or put its bin folder on the PATH',
    );
  }
  process.stderr.write('installing the package postgresql, which these tests need\n');
  spawnSync('apt-get', ['update'], { stdio: 'ignore' });
  const install = ['apt-get', 'install', '--yes', '--no-install-recommends', 'postgresql'];
  execFileSync('env', ['DEBIAN_FRONTEND=noninteractive', ...install], { stdio: 'ignore' });
  const installed = findPostgres();
  if (installed === undefined) throw new Error('the package postgresql was installed, but holds no initdb');
  return installed;
}

function findPostgres(): string | undefined {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).toSorted((one, other) => Number(other) - Number(one)) : [];
  const folders = [...findOnPath(), ...versions.map((version) => join(DEBIAN, version, 'bin'))];
  return folders.find((folder) => isExecutable(join(folder, 'initdb')) && isExecutable(join(folder, 'postgres')));
}

function findOnPath(): string[] {
  const { stdout } = spawnSync('sh', ['-c', 'command -v initdb'], { encoding: 'utf8' });
  return stdout.trim() === '' ? [] : [dirname(stdout.trim())];
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

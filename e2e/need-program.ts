/** A program of the machine, else Debian's package where this is root and says so, else it says what to install. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

export interface Need {
  /** Where it may be; the first that is there is taken. */
  readonly places: readonly string[];
  /** Of Debian. */
  readonly package: string;
}

const APT = '/usr/bin/apt-get';

export function needProgram({ places, package: name }: Need): string {
  const found = places.find((path) => existsSync(path));
  if (found !== undefined) return found;
  installOnDebian(name);
  const installed = places.find((path) => existsSync(path));
  if (installed !== undefined) return installed;
  throw new Error(`The package ${name} brought none of ${places.join(', ')}.`);
}

function installOnDebian(name: string): void {
  if (process.getuid?.() !== 0 || !existsSync(APT))
    throw new Error(`${name} is missing. Install it (on Debian: apt-get install ${name}), then run the tests again.`);
  console.error(`Installing the package ${name}, which the tests need (apt-get install -y ${name}) ...`);
  // Others that begin at the same time may be about to install something too.
  const wait = ['-o', 'DPkg::Lock::Timeout=300'];
  spawnSync(APT, ['update', ...wait], { stdio: 'ignore' });
  try {
    execFileSync(APT, ['install', '-y', '--no-install-recommends', ...wait, name], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  } catch (cause) {
    throw new Error(`apt-get could not install ${name}. Install it, then run the tests again.`, { cause });
  }
}

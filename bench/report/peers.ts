/** The packages of bench/peers, which have a folder and a lock file of their own. Installed when a benchmark first needs them. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { installPackages } from '../../scripts/install-packages.mjs';

const FOLDER = join(import.meta.dirname, '..', 'peers');

/** Undefined, with the reason said, where a peer cannot be had: then the benchmark goes on without it. */
export async function findPeer<Packages>(
  name: string,
  load: () => Promise<Packages>,
  say: (text: string) => void,
): Promise<Packages | undefined> {
  try {
    await installPackages(FOLDER);
    return await load();
  } catch (error) {
    say(`without ${name}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

/** Where a file of a package lies. */
export function resolvePeer(specifier: string): string {
  return createRequire(join(FOLDER, 'package.json')).resolve(specifier);
}

/** `Module` is as much of its interface as is used: the real types are not there where the benchmarks are checked. */
export async function loadPeer<Module>(specifier: string): Promise<Module> {
  return (await import(pathToFileURL(resolvePeer(specifier)).href)) as Module;
}

export function readPeerVersion(name: string): string {
  const manifest = JSON.parse(readFileSync(join(FOLDER, 'node_modules', name, 'package.json'), 'utf8')) as object;
  return `${name} ${'version' in manifest ? String(manifest.version) : 'of unknown version'}`;
}

/** The packages of bench/peers, which have a folder and a lock file of their own. Installed when a benchmark first needs them. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { installPackages } from '../../scripts/install-packages.mjs';

const FOLDER = join(import.meta.dirname, '..', 'peers');

/** `Module` is as much of its interface as is used: the real types are not there where the benchmarks are checked. */
export async function loadPeer<Module>(specifier: string): Promise<Module> {
  await installPackages(FOLDER);
  const from = createRequire(join(FOLDER, 'package.json'));
  return (await import(pathToFileURL(from.resolve(specifier)).href)) as Module;
}

export function readPeerVersion(name: string): string {
  const manifest = JSON.parse(readFileSync(join(FOLDER, 'node_modules', name, 'package.json'), 'utf8')) as object;
  return `${name} ${'version' in manifest ? String(manifest.version) : 'of unknown version'}`;
}

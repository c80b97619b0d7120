import { statfsSync } from 'node:fs';
import { cpus, platform, release, tmpdir } from 'node:os';
import { readFileSync } from 'node:fs';

/** Numbers differ between machines, so every table says where it comes from. */
export function describeMachine(): string {
  const [cpu] = cpus();
  return [
    `${cpus().length} CPUs (${cpu?.model.trim() || 'unknown model'})`,
    `Node ${process.versions.node}`,
    `${platform()} ${release()}`,
    `temporary files on ${findFileSystem(tmpdir())}`,
  ].join(', ');
}

/** Linux tells names in a table of mounts; elsewhere only the number of the type is known. */
function findFileSystem(directory: string): string {
  try {
    const mounts = readFileSync('/proc/self/mounts', 'utf8')
      .split('\n')
      .map((line) => line.split(' '))
      .filter(([, point = '']) => point === '/' || directory === point || directory.startsWith(`${point}/`));
    const deepest = mounts.toSorted((one, other) => (other[1]?.length ?? 0) - (one[1]?.length ?? 0))[0];
    if (deepest?.[2]) return deepest[2];
  } catch {
    // Not Linux.
  }
  return `file system type ${statfsSync(directory).type}`;
}

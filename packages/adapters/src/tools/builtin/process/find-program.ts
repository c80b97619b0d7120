import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Where a program lies: an absolute path as it is, a bare name in the allowed folders, and never in the workspace. */
export async function findProgram(program: string, folders: readonly string[]): Promise<string | undefined> {
  if (program.startsWith('/')) return (await isProgram(program)) ? program : undefined;
  if (program.includes('/')) return undefined;
  for (const folder of folders) {
    const file = join(folder, program);
    if (await isProgram(file)) return file;
  }
  return undefined;
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false; // How the system says no.
  }
}

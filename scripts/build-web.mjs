// Builds the pages when they are missing or older than their sources. Plain JavaScript for any Node from 20 on.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const SOURCES = [
  ['packages', 'web'],
  ['packages', 'sdk', 'src'],
  ['packages', 'protocol', 'src'],
];
/** What is made, and what no page is made of. */
const LEFT_OUT = /^(node_modules|dist(\..*)?)$|\.test\.tsx?$/;

/** True when something was built. */
export function buildWeb(root, node) {
  const web = join(root, 'packages', 'web');
  const hash = hashSources(root);
  if (readStamp(web) === hash) return false;
  const startedAt = performance.now();
  // Beside the pages that are there, so that nobody is ever served half of them.
  const name = `dist.${process.pid}`;
  const draft = join(web, name);
  try {
    runVite(root, node, name);
    writeFileSync(join(draft, '.stamp'), hash);
    rmSync(join(web, 'dist'), { recursive: true, force: true });
    renameSync(draft, join(web, 'dist'));
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  console.error(`Built the pages in ${((performance.now() - startedAt) / 1000).toFixed(1)} s.`);
  return true;
}

function runVite(root, node, outDir) {
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const args = [vite, 'build', '--outDir', outDir, '--emptyOutDir', '--logLevel', 'warn'];
  const { status, signal, error, stdout, stderr } = spawnSync(node, args, {
    cwd: join(root, 'packages', 'web'),
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production' },
  });
  if (status === 0) return;
  const output = [error?.message, stdout, stderr, signal && `ended by ${signal}`].filter(Boolean).join('\n').trim();
  throw new Error(`${output}\n\nThe pages could not be built.`);
}

function hashSources(root) {
  const files = SOURCES.flatMap((parts) => listFiles(join(root, ...parts)));
  const hash = createHash('sha256');
  for (const file of [...files, join(root, 'package-lock.json')].sort((one, other) => (one < other ? -1 : 1))) {
    hash.update(`${relative(root, file)}\0`);
    hash.update(readFileSync(file));
  }
  return hash.digest('hex');
}

function listFiles(directory) {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { withFileTypes: true })
    .filter(({ name }) => !LEFT_OUT.test(name))
    .flatMap((entry) => {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) return listFiles(path);
      return entry.isFile() ? [path] : [];
    });
}

function readStamp(web) {
  try {
    return readFileSync(join(web, 'dist', '.stamp'), 'utf8');
  } catch {
    return undefined; // Nothing is built, or not by this.
  }
}

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

const worthIt = /\.(js|css|html|svg|json|txt)$/;
/** Below this a packet holds the file anyway. */
const SMALLEST_BYTES = 1024;

/** Writes `.br` and `.gz` beside every text file of the build, so that the server never compresses while somebody waits. */
export function precompress(): Plugin {
  let folder = '';
  return {
    name: 'tutti-precompress',
    apply: 'build',
    configResolved(config) {
      folder = resolve(config.root, config.build.outDir);
    },
    closeBundle(error) {
      // A build that failed has said why; there may be no folder.
      if (error) return;
      for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) compress(join(folder, file));
    },
  };
}

function compress(file: string): void {
  if (!worthIt.test(file)) return;
  const bytes = readFileSync(file);
  if (bytes.length < SMALLEST_BYTES) return;
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params }));
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
}

/** A secret that is made up once and kept in a file that only its owner may read. */
import { constants } from 'node:fs';
import { link, mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Random, StoreUnusableError } from '@tutti/engine';
import type { Logger } from 'pino';

export interface SecretFileOptions {
  readonly path: string;
  /** What stands before the random part. */
  readonly prefix: string;
  readonly random: Random;
  readonly log: Pick<Logger, 'warn'>;
}

const RANDOM_PART = /^[A-Za-z0-9_-]{43}$/;
const OTHERS = 0o077;

export async function openSecretFile(options: SecretFileOptions): Promise<string> {
  try {
    return (await findSecret(options)) ?? (await makeSecret(options)) ?? (await getSecret(options));
  } catch (cause) {
    if (cause instanceof StoreUnusableError) throw cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new StoreUnusableError('store_read_only', `${options.path} cannot be used (${message})`, { cause });
  }
}

async function getSecret(options: SecretFileOptions): Promise<string> {
  const secret = await findSecret(options);
  if (secret === undefined) throw new StoreUnusableError('store_failed', `${options.path} comes and goes`);
  return secret;
}

async function findSecret({ path, prefix, log }: SecretFileOptions): Promise<string | undefined> {
  // Not through a link: whoever may place one would choose the secret.
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!handle) return undefined;
  try {
    const { mode } = await handle.stat();
    // Windows has no such modes.
    if ((mode & OTHERS) !== 0 && process.platform !== 'win32') {
      await handle.chmod(0o600);
      log.warn({ path }, 'others could read this secret; its mode is mended, and whoever read it still has it');
    }
    const text = (await handle.readFile('utf8')).trim();
    if (text.startsWith(prefix) && RANDOM_PART.test(text.slice(prefix.length))) return text;
  } finally {
    await handle.close();
  }
  throw new StoreUnusableError('store_corrupt', `${path} is damaged; when it is removed, a new one is made`);
}

/** Undefined when another process was faster: then its secret counts. */
async function makeSecret({ path, prefix, random }: SecretFileOptions): Promise<string | undefined> {
  const secret = prefix + Buffer.from(random.bytes(32)).toString('base64url');
  const draft = `${path}.${process.pid}.${Buffer.from(random.bytes(6)).toString('hex')}`;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(`${secret}\n`);
    await handle.sync();
    // A link, unlike a rename, never replaces what is there.
    await link(draft, path);
    return secret;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return undefined;
    throw error;
  } finally {
    await handle.close();
    await rm(draft, { force: true });
  }
}

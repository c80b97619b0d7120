/** Who works here: one tenant and one user, made up once and kept beside the database, or in it where processes share one. */
import { existsSync } from 'node:fs';
import { chmod, link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, type Random, type Store, StoreUnusableError } from '@tutti/engine';
import { type Principal, RANDOM_BYTES, TenantId, toIdText, UserId } from '@tutti/protocol';
import * as z from 'zod';
import { HomeError } from './home-error.ts';

const Identity = z.object({ tenant: TenantId, user: UserId });
type Identity = z.infer<typeof Identity>;

export interface IdentityPorts {
  readonly clock: Clock;
  readonly random: Random;
}

/** Before the store is opened, so that a database never stands without the identity that its runs belong to. */
export async function openIdentity(directory: string, ports: IdentityPorts): Promise<Principal> {
  return toOwner((await findIdentity(directory)) ?? (await createIdentity(directory, ports)));
}

const FACT = 'identity';

/**
 * The first process of an installation gives it the identity of its directory, so that what lies there can be moved over
 * later; all others take what is kept.
 */
export async function shareIdentity(
  store: Pick<Store, 'keepFact'>,
  directory: string,
  ports: IdentityPorts,
): Promise<Principal> {
  const proposed = (await findIdentity(directory)) ?? makeUp(ports);
  const kept = await store.keepFact(FACT, JSON.stringify(proposed));
  try {
    return toOwner(Identity.parse(JSON.parse(kept)));
  } catch (cause) {
    throw new StoreUnusableError('store_corrupt', 'the database does not say who the owner of the runs is', { cause });
  }
}

/** What `shareIdentity` would keep, for whoever moves the directory to a database. Empty where the directory has nothing yet. */
export async function findIdentityFacts(directory: string): Promise<Readonly<Record<string, string>>> {
  const identity = await findIdentity(directory);
  if (!identity) assertNoRuns(directory);
  return identity ? { [FACT]: JSON.stringify(identity) } : {};
}

function toOwner(identity: Identity): Principal {
  return { ...identity, rights: ['view', 'use', 'manage'] };
}

async function findIdentity(directory: string): Promise<Identity | undefined> {
  const file = toFile(directory);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    if (error.code === 'ENOTDIR') throw toNoDirectory(directory, error);
    throw new StoreUnusableError('store_read_only', `${file} cannot be read (${error.message})`, { cause: error });
  });
  if (text === undefined) return undefined;
  try {
    return Identity.parse(JSON.parse(text));
  } catch (cause) {
    throw new StoreUnusableError('store_corrupt', `${file} is damaged, so the owner of the runs is unknown`, { cause });
  }
}

function toNoDirectory(directory: string, cause: unknown): HomeError {
  const message = `${directory} is no directory, or lies in something that is none`;
  return new HomeError('store_read_only', message, { remedy: 'Choose another data directory.', cause });
}

async function createIdentity(directory: string, ports: IdentityPorts): Promise<Identity> {
  assertNoRuns(directory);
  const identity = makeUp(ports);
  try {
    return (await keep(directory, identity)) ? identity : ((await findIdentity(directory)) ?? identity);
  } catch (cause) {
    throw toStoreError(directory, cause);
  }
}

function assertNoRuns(directory: string): void {
  if (!existsSync(join(directory, 'tutti.db'))) return;
  const message = `${toFile(directory)} is missing, so the owner of the runs is unknown`;
  throw new StoreUnusableError('store_corrupt', message);
}

function makeUp({ clock, random }: IdentityPorts): Identity {
  const make = (prefix: 'ten' | 'usr') => toIdText(prefix, clock.now(), random.bytes(RANDOM_BYTES));
  return { tenant: TenantId.parse(make('ten')), user: UserId.parse(make('usr')) };
}

/** False when another process was faster: then its identity counts. */
async function keep(directory: string, identity: Identity): Promise<boolean> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const draft = `${toFile(directory)}.${process.pid}`;
  const handle = await open(draft, 'w', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(identity)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await chmod(draft, 0o600);
  try {
    // A link, unlike a rename, never replaces what is there.
    await link(draft, toFile(directory));
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

function toStoreError(directory: string, cause: unknown): StoreUnusableError {
  const code = codeOf(cause) ?? '';
  const message = cause instanceof Error ? cause.message : String(cause);
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new StoreUnusableError('store_full', `${directory} lies on a full disk (${message})`, { cause });
  return new StoreUnusableError('store_read_only', `${directory} cannot be written (${message})`, { cause });
}

function toFile(directory: string): string {
  return join(directory, 'identity.json');
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

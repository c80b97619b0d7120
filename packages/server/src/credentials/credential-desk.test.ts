import { chmod, copyFile, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { openSqliteStore } from '@tutti/adapters/storage/sqlite';
import { type Store, systemClock, systemRandom } from '@tutti/engine';
import { LOCAL_OWNER } from '@tutti/protocol';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CredentialDesk } from './credential-desk.ts';
import { KeyFile } from './key-file.ts';
import { findMasterKeyId } from './seal-secret.ts';
import { SecretBook } from './secret-book.ts';

const { tenant, user: by } = LOCAL_OWNER;
const who = { tenant, by };
const SECRET = 'a-secret-of-nobody-0123456789-abcdefghijklmnop';
const groq = { provider: 'groq', name: 'mine', secret: SECRET, baseUrl: 'https://api.groq.com', paid: false };

interface Stage {
  readonly directory: string;
  readonly store: Store;
  readonly secrets: SecretBook;
  readonly keyFile: KeyFile;
  readonly desk: CredentialDesk;
  /** Another process at the same store, with the key file at this path. */
  other(path: string): CredentialDesk;
}

async function openStage(): Promise<Stage> {
  const directory = await mkdtemp(join(tmpdir(), 'tutti-credentials-'));
  const store = await openSqliteStore({ directory: join(directory, 'data'), clock: systemClock });
  onTestFinished(async () => {
    await store[Symbol.asyncDispose]();
    await rm(directory, { recursive: true });
  });
  const ports = { store, clock: systemClock, random: systemRandom };
  const open = (path: string, secrets = new SecretBook()) =>
    new CredentialDesk({ ...ports, secrets, keyFile: new KeyFile({ path, random: systemRandom }) });
  const secrets = new SecretBook();
  const path = join(directory, 'config', 'key-file');
  const keyFile = new KeyFile({ path, random: systemRandom });
  return { directory, store, secrets, keyFile, desk: open(path, secrets), other: open };
}

async function readAll(directory: string): Promise<string> {
  const files = await readdir(directory, { recursive: true, withFileTypes: true });
  const texts = files
    .filter((file) => file.isFile())
    .map((file) => readFile(join(file.parentPath, file.name), 'latin1'));
  return (await Promise.all(texts)).join('\n');
}

describe('a stored provider key', () => {
  it('is opened again with its address, and told without its secret', async () => {
    const { desk } = await openStage();
    const listed = await desk.put(who, groq);
    expect(listed).toMatchObject({ provider: 'groq', name: 'mine', by, baseUrl: 'https://api.groq.com' });
    expect(listed.fingerprint).toMatch(/^[0-9a-f]{8}$/);
    expect(JSON.stringify(listed)).not.toContain(SECRET);
    expect(await desk.open(tenant)).toMatchObject([groq]);
  });

  it('S7: is in no file of the data directory, not even as a hash, and the key file is elsewhere and private', async () => {
    const { desk, directory, keyFile } = await openStage();
    await desk.put(who, groq);
    const everything = await readAll(join(directory, 'data'));
    for (const hidden of [SECRET, Buffer.from(SECRET).toString('base64').slice(0, 40), SECRET.slice(0, 12)])
      expect(everything).not.toContain(hidden);
    expect((await stat(keyFile.path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(directory, 'config'))).mode & 0o777).toBe(0o700);
  });

  it('S7: does not open with another key file, which is named, and the server goes on without it', async () => {
    const { desk, directory, keyFile, other } = await openStage();
    await desk.put(who, groq);
    const [key] = (await keyFile.find()) ?? [];
    const stranger = other(join(directory, 'elsewhere'));
    expect(await stranger.open(tenant)).toEqual([expect.objectContaining({ name: 'mine', lockedWith: key?.id })]);
    await expect(stranger.put(who, { ...groq, name: 'second' })).rejects.toMatchObject({
      code: 'key_file_unusable',
      message: expect.stringContaining(`is missing: the key mine of groq was encrypted with the master key ${key?.id}`),
    });
    await copyFile(keyFile.path, join(directory, 'elsewhere'));
    expect(await stranger.open(tenant)).toMatchObject([{ secret: SECRET }]);
  });

  it('can be given anew, or removed, where its key file is lost', async () => {
    const { desk, directory, other } = await openStage();
    await desk.put(who, groq);
    const stranger = other(join(directory, 'elsewhere'));
    await stranger.put(who, { ...groq, secret: 'another-secret-of-nobody' });
    expect(await stranger.open(tenant)).toMatchObject([{ secret: 'another-secret-of-nobody' }]);
    expect(await stranger.remove(tenant, groq)).toBe(true);
    expect(await stranger.remove(tenant, groq)).toBe(false);
    expect(await stranger.open(tenant)).toEqual([]);
  });

  it.each(['tenant', 'provider', 'name'] as const)('does not open as that of another %s', async (what) => {
    const { desk, store } = await openStage();
    await desk.put(who, groq);
    const [stored] = await store.listCredentials(tenant);
    if (!stored) throw new Error('nothing was stored');
    const elsewhere = { tenant: tenant.replace('000', '001') as typeof tenant, provider: 'openai', name: 'theirs' };
    const moved = { ...stored, [what]: elsewhere[what] };
    await store.putCredential(moved);
    const found = (await desk.open(moved.tenant)).find(
      ({ name, provider }) => name === moved.name && provider === moved.provider,
    );
    expect(found).toMatchObject({ lockedWith: expect.any(String) as string });
    expect(found).not.toHaveProperty('secret');
  });

  it('does not open where a bit of it was changed, and goes where it was stored for whatever stands beside it', async () => {
    const { desk, store } = await openStage();
    await desk.put(who, groq);
    const [stored] = await store.listCredentials(tenant);
    if (!stored) throw new Error('nothing was stored');
    await store.putCredential({ ...stored, baseUrl: 'https://evil.test' });
    expect(await desk.open(tenant)).toMatchObject([{ baseUrl: 'https://api.groq.com' }]);
    for (const place of [8, 20, stored.sealed.length - 1]) {
      const sealed = Uint8Array.from(stored.sealed, (byte, index) => (index === place ? byte ^ 1 : byte));
      await store.putCredential({ ...stored, sealed });
      expect(await desk.open(tenant)).not.toMatchObject([{ secret: SECRET }]);
    }
  });

  it('is encrypted anew each time, and as long as any other', async () => {
    const { desk, store } = await openStage();
    const seal = async (secret: string) => {
      await desk.put(who, { ...groq, secret });
      const [stored] = await store.listCredentials(tenant);
      return Buffer.from(stored?.sealed ?? []).toString('hex');
    };
    const [one, again, longer] = [await seal(SECRET), await seal(SECRET), await seal(SECRET + SECRET)];
    expect(again).not.toBe(one);
    expect(longer.length).toBe(one.length);
  });

  it('is taken out of every text from then on, whatever it looks like', async () => {
    const { desk, secrets, keyFile, store } = await openStage();
    await desk.put(who, groq);
    expect(secrets.redact(`it said: ${SECRET}!`)).toBe('it said: [redacted:secret]!');
    const fresh = new SecretBook();
    await new CredentialDesk({ store, keyFile, secrets: fresh, clock: systemClock, random: systemRandom }).open(tenant);
    expect(fresh.redact(SECRET)).toBe('[redacted:secret]');
  });
});

describe('re-encryption', () => {
  it('closes everything with a new master key: the old one opens what was closed before, such as a backup, and no more', async () => {
    const { desk, keyFile, directory, other, store } = await openStage();
    await desk.put(who, groq);
    const [backup] = await store.listCredentials(tenant);
    const before = await readFile(keyFile.path, 'utf8');
    await writeFile(join(directory, 'old'), before, { mode: 0o600 });
    expect(await desk.reencrypt(tenant)).toEqual({ reencrypted: 1, locked: 0 });
    const [first = '', second] = (await readFile(keyFile.path, 'utf8')).trimEnd().split('\n');
    expect(second).toBe(before.trimEnd());
    await writeFile(join(directory, 'new'), first, { mode: 0o600 });
    expect(await other(join(directory, 'new')).open(tenant)).toMatchObject([{ secret: SECRET }]);
    expect(await other(join(directory, 'old')).open(tenant)).toMatchObject([
      { lockedWith: expect.any(String) as string },
    ]);
    if (backup) await store.putCredential(backup);
    expect(await desk.open(tenant)).toMatchObject([{ secret: SECRET }]);
  });

  it('leaves a key alone that it cannot open', async () => {
    const { desk, directory, other } = await openStage();
    await desk.put(who, groq);
    const stranger = other(join(directory, 'elsewhere'));
    expect(await stranger.reencrypt(tenant)).toEqual({ reencrypted: 0, locked: 1 });
    expect(await desk.open(tenant)).toMatchObject([{ secret: SECRET }]);
  });

  it('loses no master key where several do it at once, here and in another process', async () => {
    const { desk, keyFile, other } = await openStage();
    const names = ['a', 'b', 'c'];
    for (const name of names) await desk.put(who, { ...groq, name });
    const desks = [desk, desk, other(keyFile.path), other(keyFile.path)];
    const answers = await Promise.all(desks.map((each) => each.reencrypt(tenant)));
    expect(answers).toEqual(desks.map(() => ({ reencrypted: 3, locked: 0 })));
    expect(await desk.open(tenant)).toMatchObject(names.map((name) => ({ name, secret: SECRET })));
    expect(await keyFile.find()).toHaveLength(1 + desks.length);
    expect(await readdir(dirname(keyFile.path))).toEqual([basename(keyFile.path)]);
  });

  it('neither puts an old key over one that was put meanwhile, nor brings back one that was removed', async () => {
    const { desk, store, keyFile } = await openStage();
    for (const name of ['changed', 'kept', 'removed']) await desk.put(who, { ...groq, name });
    let isFirst = true;
    const overtaken = Object.create(store, {
      listCredentials: {
        value: async () => {
          const read = await store.listCredentials(tenant);
          if (!isFirst) return read;
          isFirst = false;
          await desk.put(who, { ...groq, name: 'changed', secret: 'the-new-secret-of-nobody' });
          await desk.remove(tenant, { provider: 'groq', name: 'removed' });
          return read;
        },
      },
    }) as Store;
    const ports = { store: overtaken, keyFile, secrets: new SecretBook(), clock: systemClock, random: systemRandom };
    expect(await new CredentialDesk(ports).reencrypt(tenant)).toEqual({ reencrypted: 2, locked: 0 });
    expect(await desk.open(tenant)).toMatchObject([
      { name: 'changed', secret: 'the-new-secret-of-nobody' },
      { name: 'kept', secret: SECRET },
    ]);
    const [newest] = (await keyFile.find()) ?? [];
    const stored = await store.listCredentials(tenant);
    expect(stored.map(({ sealed }) => findMasterKeyId(sealed))).toEqual([newest?.id, newest?.id]);
  });

  it('says which lock is in the way where a process has left one behind', { timeout: 30_000 }, async () => {
    const { desk, keyFile } = await openStage();
    await desk.put(who, groq);
    await writeFile(`${keyFile.path}.lock`, '');
    await expect(desk.reencrypt(tenant)).rejects.toMatchObject({
      code: 'key_file_unusable',
      message: expect.stringContaining(`remove ${keyFile.path}.lock`) as string,
    });
    expect(await keyFile.find()).toHaveLength(1);
    await rm(`${keyFile.path}.lock`);
    expect(await desk.reencrypt(tenant)).toEqual({ reencrypted: 1, locked: 0 });
  });
});

describe('the key file', () => {
  it('is made once, whoever is faster', async () => {
    const { keyFile } = await openStage();
    const opened = await Promise.all(Array.from({ length: 8 }, () => keyFile.open()));
    expect(new Set(opened.map(([{ id }]) => id)).size).toBe(1);
  });

  it.each([
    ['that others can read', (path: string) => chmod(path, 0o644), /chmod 600/],
    ['that is damaged', (path: string) => writeFile(path, 'nonsense'), /damaged/],
  ])('is refused where it is one %s', async (_what, spoil, message) => {
    const { keyFile, desk } = await openStage();
    await desk.put(who, groq);
    await spoil(keyFile.path);
    await expect(desk.put(who, groq)).rejects.toMatchObject({
      code: 'key_file_unusable',
      message: expect.stringMatching(message),
    });
    expect(await desk.open(tenant)).toMatchObject([{ name: 'mine', lockedWith: expect.any(String) as string }]);
  });

  it('is not read through a link, as whoever may place one would choose the key', async () => {
    const { keyFile, directory, other, desk } = await openStage();
    await desk.put(who, groq);
    await symlink(keyFile.path, join(directory, 'link'));
    await expect(other(join(directory, 'link')).put(who, groq)).rejects.toMatchObject({ code: 'key_file_unusable' });
  });
});

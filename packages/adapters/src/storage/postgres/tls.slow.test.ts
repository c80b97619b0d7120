/** What a connection string asks of TLS is what it gets: a server that cannot prove who it is hears no password. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPostgresStore } from './open-postgres-store.ts';
import { createAuthority, createCertificate } from './testing/create-certificate.ts';
import { startTestPostgres, type TestPostgres } from './testing/start-test-postgres.ts';

const authority = createAuthority('the right authority');
const other = createAuthority('another authority');

let directory: string;
let server: TestPostgres;
let misnamed: TestPostgres;
let addressed: TestPostgres;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tutti-tls-'));
  await writeFile(join(directory, 'right.pem'), authority.certificate);
  await writeFile(join(directory, 'wrong.pem'), other.certificate);
  server = await startWithTls('localhost');
  misnamed = await startWithTls('db.example');
  addressed = await startWithTls('127.0.0.1');
}, 120_000);
afterAll(async () => {
  await Promise.all([server, misnamed, addressed].map((each) => each[Symbol.asyncDispose]()));
  await rm(directory, { recursive: true, force: true });
});

/** Whatever is not encrypted is refused. */
async function startWithTls(host: string): Promise<TestPostgres> {
  const { key, certificate } = createCertificate(host, authority);
  const files = {
    'server.crt': certificate,
    'server.key': key.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
  return startTestPostgres({ ssl: 'on', ssl_cert_file: '../server.crt', ssl_key_file: '../server.key' }, files);
}

function toAddress(query: Readonly<Record<string, string>>, at = server): string {
  const url = new URL(at.connectionString.replace('127.0.0.1', 'localhost'));
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}

const authorityIn = (name: string) => ({ sslrootcert: join(directory, name) });

async function openAndLook(connectionString: string, at = server): Promise<unknown> {
  await using store = await openPostgresStore({ connectionString });
  expect(store.health()).toEqual({ state: 'ok' });
  // Awaited here, as the store is closed when this function has ended.
  const rows = await at.query(
    "SELECT DISTINCT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'tutti'",
  );
  return rows;
}

async function findRefusal(connectionString: string): Promise<string> {
  const error: unknown = await openPostgresStore({ connectionString }).then(
    () => new Error('it was let in'),
    (reason: unknown) => reason,
  );
  const shown = `${error instanceof Error ? `${error.message} ${error.stack ?? ''}` : ''} ${JSON.stringify(error)}`;
  for (const { connectionString: known } of [server, misnamed]) expect(shown).not.toContain(new URL(known).password);
  return shown;
}

describe('a store over TLS', () => {
  it('is opened where the server proves its name by the authority that is named', async () => {
    const address = toAddress({ sslmode: 'verify-full', ...authorityIn('right.pem') });
    expect(await openAndLook(address)).toEqual([{ ssl: true }]);
  });

  it('is not opened where another authority vouches for the server', async () => {
    const address = toAddress({ sslmode: 'verify-full', ...authorityIn('wrong.pem') });
    expect(await findRefusal(address)).toMatch(/certificate/);
  });

  it('is not opened where no authority that is known vouches for the server', async () => {
    expect(await findRefusal(toAddress({ sslmode: 'verify-full' }))).toMatch(/certificate/);
  });

  it('is not opened where the server is called otherwise', async () => {
    const address = toAddress({ sslmode: 'verify-full', ...authorityIn('right.pem') }, misnamed);
    expect(await findRefusal(address)).toMatch(/altnames.*db\.example/);
  });

  it('is opened at an address only where the certificate is for it', async () => {
    const query = { sslmode: 'verify-full', ...authorityIn('right.pem') };
    const at = (place: TestPostgres) => toAddress(query, place).replace('localhost', '127.0.0.1');
    expect(await findRefusal(at(server))).toMatch(/certificate/);
    expect(await openAndLook(at(addressed), addressed)).toEqual([{ ssl: true }]);
  });

  it('names the file of the authority where it is not there', async () => {
    const address = toAddress({ sslmode: 'verify-full', ...authorityIn('nowhere.pem') });
    expect(await findRefusal(address)).toContain('nowhere.pem');
  });

  it('verifies the server with sslmode=require as well', async () => {
    expect(await openAndLook(toAddress({ sslmode: 'require', ...authorityIn('right.pem') }))).toEqual([{ ssl: true }]);
    expect(await findRefusal(toAddress({ sslmode: 'require' }))).toMatch(/certificate/);
  });

  it.each([{ sslmode: 'no-verify' }, { sslmode: 'require', uselibpqcompat: 'true' }])(
    'is encrypted with %j, whoever the server is',
    async (query) => expect(await openAndLook(toAddress(query))).toEqual([{ ssl: true }]),
  );

  it('says nothing of a password that is wrong', async () => {
    const url = new URL(toAddress({ sslmode: 'no-verify' }));
    url.password = 'a-secret-that-is-wrong';
    const refusal = await findRefusal(url.href);
    expect(refusal).toContain('password authentication failed');
    expect(refusal).not.toContain('a-secret-that-is-wrong');
  });
});

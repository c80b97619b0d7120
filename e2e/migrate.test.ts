/** An installation moves from its data directory to a database, by the command alone. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  startTestPostgres,
  type TestPostgres,
} from '../packages/adapters/src/storage/postgres/testing/start-test-postgres.ts';
import { type Ended, TuttiHome } from './tutti-process.ts';

let server: TestPostgres;
beforeAll(async () => void (server = await startTestPostgres()), 60_000);
afterAll(() => server[Symbol.asyncDispose]());

interface Listed {
  readonly run: string;
  readonly status: string;
}

/** Nothing that the command says holds the password. */
function check(ended: Ended): Ended {
  const { password } = new URL(server.connectionString);
  expect(`${ended.stdout}${ended.stderr}`).not.toContain(password);
  return ended;
}

const parse = <Answer>({ code, stdout, stderr }: Ended): Answer => {
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Answer;
};

it('goes on with the same runs in the database, and not by accident in the directory', {
  timeout: 300_000,
}, async () => {
  const home = new TuttiHome();
  const env = { DATABASE_URL: server.connectionString };
  const migrate = async (...more: string[]) =>
    check(await home.start(['migrate', '--from', 'sqlite', ...more], env).ended);

  expect(await migrate()).toMatchObject({ code: 4, stderr: expect.stringContaining('there is no installation') });
  expect((await home.run('run', 'Describe the harbour of Genoa')).code).toBe(0);
  const before = await home.read<{ runs: readonly Listed[] } | readonly Listed[]>('runs');
  expect(await home.run('migrate', '--from', 'mysql')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('sqlite'),
  });
  const unset = await home.run('migrate', '--from', 'sqlite');
  expect(unset).toMatchObject({ code: 2, stderr: expect.stringContaining('Set DATABASE_URL=') });
  expect(parse(await migrate('--dry-run', '--json'))).toMatchObject({ dryRun: true, counts: { runs: 1 } });
  expect(parse(await migrate('--json'))).toMatchObject({
    wasThere: false,
    damaged: [],
    counts: { runs: 1, remarks: 0 },
  });

  const moved = check(await home.start(['runs', '--json'], env).ended);
  expect(parse(moved)).toEqual(before);
  expect(parse(check(await home.start(['verify', '--json'], env).ended))).toMatchObject({ runs: 1, broken: [] });
  const left = await home.run('runs');
  expect(left).toMatchObject({ code: 5, stderr: expect.stringContaining('moved.json') });
  expect(await migrate()).toMatchObject({ code: 5, stderr: expect.stringContaining('store_moved') });
});

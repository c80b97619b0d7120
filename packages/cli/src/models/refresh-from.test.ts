import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, systemRandom } from '@tutti/engine';
import { expect, it, onTestFinished } from 'vitest';
import { EXIT, toExitCode } from '../exit-code.ts';
import { parseConfig } from '../parse-config.ts';
import { createRecordedTerminal } from '../testing/recorded-terminal.ts';
import { refreshFrom } from './refresh-from.ts';

const NOBODY = 'http://127.0.0.1:9/nobody-answers.json';

async function serve(text: string): Promise<string> {
  const server = createServer((_request, response) => void response.end(text)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api.json`;
}

async function openStage() {
  const directory = await mkdtemp(join(tmpdir(), 'tutti-refresh-from-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const write = async (name: string, text: string) => {
    await writeFile(join(directory, name), text);
    return join(directory, name);
  };
  const fail = async (typed: string | undefined, set = NOBODY) => {
    const config = await parseConfig({ TUTTI_DATA_DIR: join(directory, 'data'), TUTTI_CATALOGUE_URL: set });
    const context = { config, terminal: createRecordedTerminal(), clock: systemClock, random: systemRandom };
    const error: unknown = await refreshFrom(context, typed).catch((reason: unknown) => reason);
    return { error, exit: toExitCode(error) };
  };
  return { directory, write, fail };
}

const model = (id: string) => ({ id, name: id, limit: { context: 1_000, output: 100 } });

it('what is typed and is no catalogue is a wrong input, not something to be tried again later', async () => {
  const { directory, write, fail } = await openStage();
  const few = { openai: { id: 'openai', models: { a: model('a'), b: model('b') } } };
  for (const [typed, message] of [
    [await write('few.json', JSON.stringify(few)), 'knows only'],
    [await write('page.html', '<html>'), 'is no JSON'],
    [await write('list.json', '[1]'), 'does not hold a catalogue'],
    [join(directory, 'none.json'), 'cannot be read'],
  ] as const) {
    const { error, exit } = await fail(typed);
    expect([error, exit], message).toMatchObject([
      {
        code: 'invalid_input',
        message: expect.stringContaining(message) as string,
        remedy: expect.stringContaining('in the shape of https://models.dev/api.json') as string,
      },
      EXIT.usage,
    ]);
  }
});

it('an address that does not answer may do so later, and what the settings name was typed by nobody', async () => {
  const { fail } = await openStage();
  const unreachable = await fail(NOBODY);
  expect(unreachable).toMatchObject({ error: { code: 'catalogue_unavailable' }, exit: EXIT.unreachable });
  const page = await serve('<html>');
  expect(await fail(page)).toMatchObject({ error: { code: 'invalid_input' }, exit: EXIT.usage });
  expect(await fail(undefined, page)).toMatchObject({
    error: { code: 'catalogue_unavailable' },
    exit: EXIT.unreachable,
  });
});

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { TuttiHome } from './tutti-process.ts';
import { TuttiServer } from './tutti-server.ts';

const MAIN = join(import.meta.dirname, '..', 'packages', 'cli', 'src', 'main.ts');
const REHEARSED = 'These are words of the rehearsal model, which understands nothing.\n';

interface Answer {
  readonly run: string;
  readonly status: string;
  readonly text: string;
  readonly rehearsed: boolean;
}

async function pipe(home: TuttiHome, text: string, ...args: readonly string[]): Promise<string> {
  const env = { ...process.env, TUTTI_DATA_DIR: home.directory };
  const child = spawn(process.execPath, [MAIN, ...args], { env, stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdin.end(text);
  return (await Array.fromAsync(child.stdout)).join('');
}

describe('tutti ask', () => {
  it('has nothing on stdout but the answer, and all else on stderr', async () => {
    const home = new TuttiHome();
    const { code, stdout, stderr } = await home.run('ask', 'drafting', 'Write about lanterns', '--seed', 'a');
    expect({ code, isRehearsalTold: stderr.startsWith(REHEARSED) }).toEqual({ code: 0, isRehearsalTold: true });
    const again = await home.read<Answer>('ask', 'drafting', 'Write about lanterns', '--seed', 'a');
    expect(again).toMatchObject({ status: 'completed', rehearsed: true, text: stdout.slice(0, -1) });
  });

  it('reads a request that is piped in', async () => {
    const home = new TuttiHome();
    const said = await pipe(home, 'Write about lanterns\n', 'ask', 'drafting', '-', '--seed', 'a');
    const { text } = await home.read<Answer>('ask', 'drafting', 'Write about lanterns', '--seed', 'a');
    expect(said).toBe(`${text}\n`);
  });

  it('works at the server that runs in the directory', async () => {
    const home = new TuttiHome();
    const server = await TuttiServer.start(home);
    onTestFinished(() => server.kill());
    const { run, text } = await home.read<Answer>('ask', 'drafting', 'Write about lanterns');
    const response = await fetch(new URL(`/api/v1/runs/${run}`, server.url), {
      headers: { authorization: `Bearer ${server.token}` },
    });
    expect(await response.json()).toMatchObject({ status: 'completed', output: { text } });
  });

  it.each([
    [['draftng', 'hello'], 'unknown_agent', 'The nearest are drafting'],
    [['drafting,editing', 'hello'], 'invalid_input', 'one agent is asked'],
    [['drafting', ' '], 'invalid_input', 'a goal takes'],
  ])('%j is refused, and says how it goes', async (typed, errorCode, message) => {
    const { code, stdout, stderr } = await new TuttiHome().run('ask', ...typed);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`code    ${errorCode}\n`);
    expect(stderr).toContain(message);
  });
});

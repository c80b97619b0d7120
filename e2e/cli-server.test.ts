import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { applyRunEvent, type RunEvent, type RunState } from '@tutti/protocol';
import type { ApiKeyView, ApprovalView, ArtefactView, RunView } from '@tutti/protocol/api';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseLines, TuttiHome, type TuttiProcess } from './tutti-process.ts';

interface Report {
  readonly state: RunState;
  readonly stateHash: string;
  readonly output: { readonly text: string };
  readonly feedback: readonly unknown[];
}
interface Up {
  readonly url: string;
  readonly loginUrl: string;
  readonly pid: number;
  readonly dataDir: string;
}

const SLOWLY = { TUTTI_REHEARSAL_LATENCY_MS: '15' };
const GOAL = 'Plan the harbour festival with boats, music and fish';

async function startServer(home: TuttiHome, env: Record<string, string> = {}, port = '0') {
  const server = home.start(['up', '--port', port, '--json', '--log-level', 'silent'], env);
  onTestFinished(async () => {
    server.kill('SIGKILL');
    await server.ended;
  });
  let up: Up | undefined;
  await server.untilLines(([line]) => {
    if (line !== undefined) up = JSON.parse(line) as Up;
    return line !== undefined;
  });
  return { server, up: up! };
}

const isEvent = (line: RunEvent | Report): line is RunEvent => 'type' in line;
const eventsIn = (stdout: string) => parseLines<RunEvent | Report>(stdout).filter(isEvent);
const detach = async (home: TuttiHome, ...args: string[]) =>
  (await home.run('run', GOAL, '--detach', ...args)).stdout.trim();

describe('tutti up', () => {
  it('prints one address, keeps its secrets to the owner, drains on SIGTERM and leaves nothing behind', async () => {
    const home = new TuttiHome();
    const server = home.start(['up', '--port', '0', '--log-level', 'silent']);
    await server.untilLines((lines) => lines.some((line) => line.includes('Ctrl-C')));
    for (const name of ['owner-token', 'server.json'])
      expect(statSync(join(home.directory, name)).mode & 0o777).toBe(0o600);
    server.kill('SIGTERM');
    const { code, stdout, stderr } = await server.ended;
    expect(code).toBe(0);
    expect(stdout.match(/^http:\S+$/gm)).toHaveLength(1);
    expect(stdout).toContain(home.directory);
    expect(stderr).toContain('Stopping');
    expect(existsSync(join(home.directory, 'server.json'))).toBe(false);
  });

  it('gives the address of the server that is there already, with an exit code of its own', async () => {
    const home = new TuttiHome();
    const { up } = await startServer(home);
    const again = await home.run('up', '--json');
    expect(again.code).toBe(4);
    const told = JSON.parse(again.stdout) as Up;
    expect(told).toMatchObject({ url: up.url, pid: up.pid, alreadyRunning: true });
    expect(told.loginUrl).not.toBe(up.loginUrl);
    const link = (await home.run('login')).stdout.trim();
    expect(link).toContain(up.url);
  });

  it('is refused with a code and a way out', async () => {
    const home = new TuttiHome();
    const { up } = await startServer(home);
    const taken = await new TuttiHome().run('up', '--port', new URL(up.url).port);
    expect(taken).toMatchObject({ code: 6, stdout: '', stderr: expect.stringContaining('code    port_in_use') });
    const open = await new TuttiHome().run('up', '--port', '0', '--host', '0.0.0.0');
    expect(open).toMatchObject({ code: 2, stderr: expect.stringContaining('tutti keys create admin') });
    const odd = await new TuttiHome().run('up', '--port', 'many');
    expect(odd).toMatchObject({ code: 2, stderr: expect.stringContaining('option --port') });
  });
});

describe('commands where a server runs', () => {
  it('run, list, show and verify there what they would by themselves', async () => {
    const home = new TuttiHome();
    await startServer(home);
    const ran = await home.run('run', GOAL, '--json', '--seed', 'a');
    expect(ran.code).toBe(0);
    const report = parseLines<Report>(ran.stdout).at(-1)!;
    const { runs } = await home.read<{ runs: RunView[] }>('runs', '--status', 'completed', '--search', 'harbour');
    expect(runs.map(({ run }) => run)).toEqual([report.state.run]);
    const shown = await home.read<Report>('show', report.state.run.slice(-8));
    expect(shown).toMatchObject({ stateHash: report.stateHash, output: report.output });
    const folded = eventsIn(ran.stdout).reduce<RunState | undefined>(applyRunEvent, undefined);
    expect(JSON.parse(JSON.stringify(folded))).toEqual(shown.state);
    expect((await home.run('artefact', report.state.run, 'result.md')).stdout).toBe(report.output.text);
    expect(await home.read('verify')).toMatchObject({ runs: 1, broken: [] });
    const alone = await new TuttiHome().run('run', GOAL, '--json', '--seed', 'a');
    expect(parseLines<Report>(alone.stdout).at(-1)!.output.text).toBe(report.output.text);
  });

  it('follow one run at once, and all see the same', async () => {
    const home = new TuttiHome();
    await startServer(home, SLOWLY);
    const run = await detach(home);
    const followers = [1, 2].map(() => home.start(['events', run, '--follow', '--json']));
    const watched = home.run('resume', run, '--json');
    const [one, two, watch] = await Promise.all([followers[0]!.ended, followers[1]!.ended, watched]);
    expect([one.code, two.code, watch.code]).toEqual([0, 0, 0]);
    expect(two.stdout).toBe(one.stdout);
    expect(eventsIn(watch.stdout)).toEqual(parseLines<RunEvent>(one.stdout));
    const later = await home.run('events', run, '--follow', '--after', '3', '--json');
    expect(parseLines<RunEvent>(later.stdout)).toEqual(parseLines<RunEvent>(one.stdout).slice(3));
  });

  it('go on following after the server was killed and started again: each event once', async () => {
    const home = new TuttiHome();
    const { server, up } = await startServer(home, SLOWLY);
    const run = await detach(home);
    const follower = home.start(['events', run, '--follow', '--json']);
    await follower.untilLines((lines) => lines.some((line) => line.includes('"path":"turn/1/model/1"')));
    server.kill('SIGKILL');
    await server.ended;
    await startServer(home, SLOWLY, new URL(up.url).port);
    const { code, stdout, stderr } = await follower.ended;
    expect(code).toBe(0);
    expect(stderr).toContain('trying again');
    const events = parseLines<RunEvent>(stdout);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(events.at(-1)).toMatchObject({ type: 'run.completed' });
    expect(events).toEqual(parseLines<RunEvent>((await home.run('events', run, '--json')).stdout));
  });

  it('work in the directory itself again where a killed server left its file behind', async () => {
    const home = new TuttiHome();
    const { server } = await startServer(home, SLOWLY);
    const run = await detach(home);
    server.kill('SIGKILL');
    await server.ended;
    expect(existsSync(join(home.directory, 'server.json'))).toBe(true);
    expect((await home.run('resume', run)).code).toBe(0);
  });

  it('cancel with Ctrl-C what they began, and only leave what they follow', async () => {
    const home = new TuttiHome();
    await startServer(home, SLOWLY);
    const hasTurn = (lines: readonly string[]) => lines.some((line) => line.includes('turn/1/model/1'));
    const runner = home.start(['run', GOAL, '--json']);
    await runner.untilLines(hasTurn);
    const follower = home.start(['events', eventsIn(await firstLine(runner))[0]!.run, '--follow']);
    await follower.untilLines(hasTurn);
    follower.kill('SIGINT');
    expect((await follower.ended).code).toBe(130);
    runner.kill('SIGINT');
    const { code, stdout } = await runner.ended;
    expect(code).toBe(130);
    expect(parseLines<Report>(stdout).at(-1)!.state.status).toBe('cancelled');
  });

  it('pause, resume and cancel runs that the server drives', async () => {
    const home = new TuttiHome();
    await startServer(home, SLOWLY);
    const run = await detach(home);
    expect((await home.run('pause', run, '--reason', 'lunch')).stdout).toContain('paused');
    const resumed = home.start(['resume', run, '--json']);
    await resumed.untilLines((lines) =>
      lines.some((line) => line.includes('run.resumed') || line.includes('run.claimed')),
    );
    expect((await home.run('cancel', run)).code).toBe(0);
    expect((await resumed.ended).code).toBe(1);
    const next = await home.run('retry', run, '--detach');
    expect(next.stdout).toMatch(/^run_/);
    expect((await home.run('resume', next.stdout.trim())).code).toBe(0);
  });
});

async function firstLine(process: TuttiProcess): Promise<string> {
  let first = '';
  await process.untilLines(([line = '']) => {
    first = line;
    return true;
  });
  return first;
}

describe('what a person says', () => {
  it.each(['at a server', 'in a data directory'])('about results, documents and runs is kept %s', async (where) => {
    const home = new TuttiHome();
    if (where === 'at a server') await startServer(home);
    const asked = await home.run('run', GOAL, '--review');
    expect(asked.code).toBe(4);
    expect(asked.stdout).toContain('tutti approve run_');
    const [approval] = await home.read<ApprovalView[]>('approve');
    const { run } = approval!;
    expect(await home.read<ApprovalView[]>('approve', run)).toEqual([approval]);
    const odd = await home.run('approve', run, 'aproved');
    expect(odd).toMatchObject({ code: 2, stderr: expect.stringContaining('The nearest is approved') });
    expect((await home.run('approve', run, 'approved', '--comment', 'good')).code).toBe(0);
    if (where === 'at a server') await home.run('resume', run);
    expect((await home.run('approve', run, 'approved')).code).toBe(3);
    expect((await home.run('approve')).stdout).toContain('Nothing waits');
    const reviewed = await home.read<ArtefactView>('artefact', run, 'result.md', '--accept', '--comment', 'fine');
    expect(reviewed.review).toMatchObject({ verdict: 'accepted', comment: 'fine' });
    expect((await home.run('feedback', run, 'good', '--comment', 'thanks')).code).toBe(0);
    const { state, feedback } = await home.read<Report>('show', run);
    expect(state.status).toBe('completed');
    expect(feedback).toMatchObject([{ rating: 'good', comment: 'thanks' }]);
  });
});

describe('who may come in', () => {
  it('is whoever has a key with the right for it, until it is revoked', async () => {
    const home = new TuttiHome();
    const made = await home.run('keys', 'create', 'reader');
    const secret = made.stdout.trim();
    expect(secret).toMatch(/^tut_key_\S+$/);
    const { up } = await startServer(home);
    const elsewhere = new TuttiHome();
    const as = (token: string, ...args: string[]) =>
      elsewhere.start([...args, '--server', up.url], token === '' ? {} : { TUTTI_TOKEN: token }).ended;
    expect((await as(secret, 'runs')).code).toBe(0);
    expect((await as(secret, 'agents', 'plannr')).stderr).toContain('planner');
    expect(await as(secret, 'run', 'x')).toMatchObject({ code: 7, stderr: expect.stringContaining('forbidden') });
    for (const token of ['', 'tut_wrong'])
      expect(await as(token, 'runs')).toMatchObject({ code: 7, stderr: expect.stringContaining('unauthenticated') });
    const writer = await home.read<{ key: ApiKeyView; secret: string }>(
      'keys',
      'create',
      'writer',
      '--rights',
      'view,use',
    );
    expect((await as(writer.secret, 'run', 'x')).code).toBe(0);
    expect((await home.run('keys', 'revoke', 'reader')).code).toBe(0);
    expect((await as(secret, 'runs')).code).toBe(7);
    const keys = await home.read<ApiKeyView[]>('keys', 'list');
    expect(keys.map(({ name, revokedAt }) => [name, revokedAt !== undefined])).toEqual([
      ['writer', false],
      ['reader', true],
    ]);
    expect((await home.run('keys', 'revoke', 'reeder')).code).toBe(3);
    expect((await home.run('keys', 'create', 'x', '--rights', 'vieww')).stderr).toContain('The nearest is view');
  });

  it('is told that nobody answers where nobody does', async () => {
    const home = new TuttiHome();
    const nobody = await home.run('runs', '--server', 'http://127.0.0.1:1');
    expect(nobody).toMatchObject({ code: 6, stdout: '', stderr: expect.stringContaining('server_unreachable') });
    expect((await home.run('run', 'x', '--detach')).code).toBe(6);
    expect((await home.run('login')).code).toBe(6);
  });
});

describe('whatever the environment holds', () => {
  it('help, version and completion come, and the doctor names what is wrong', async () => {
    const home = new TuttiHome();
    const broken = { LOG_LEVEL: 'loud', TUTTI_REHEARSAL_LATENCY_MS: 'slow', PORT: 'no' };
    for (const args of [['--help'], ['--version'], ['run', '--help'], ['completion', 'bash']])
      expect((await home.start(args, broken).ended).code).toBe(0);
    const { code, stdout } = await home.start(['doctor', '--json'], broken).ended;
    expect(code).toBe(1);
    for (const name of ['LOG_LEVEL', 'TUTTI_REHEARSAL_LATENCY_MS', 'PORT']) expect(stdout).toContain(name);
    expect((await home.start(['runs'], broken).ended).code).toBe(2);
  });

  it('the doctor tells what would be used, and exits with 1 where something is broken', async () => {
    const home = new TuttiHome();
    const { code, stdout } = await home.run('doctor');
    expect(code).toBe(0);
    for (const part of ['rehearsal model', 'none runs here', home.directory, 'environment TUTTI_DATA_DIR'])
      expect(stdout).toContain(part);
    chmodSync(home.directory, 0o755);
    expect((await home.run('doctor')).stdout).toContain('chmod 700');
    const { up } = await startServer(home);
    const atServer = await home.run('doctor');
    expect(atServer.code).toBe(0);
    expect(atServer.stdout).toContain(up.url);
    const open = await new TuttiHome().start(['doctor'], { ORCHESTRATION_API_HOST: '0.0.0.0' }).ended;
    expect(open).toMatchObject({ code: 1, stdout: expect.stringContaining('administrator_missing') });
    expect((await home.start(['doctor', '--server', up.url], { TUTTI_TOKEN: 'tut_wrong' }).ended).code).toBe(1);
    expect(readFileSync(join(home.directory, 'owner-token'), 'utf8').trim()).toMatch(/^tut_owner_/);
  });
});

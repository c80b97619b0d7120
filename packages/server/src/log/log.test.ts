import { describe, expect, it } from 'vitest';
import { createLog, toLogText } from './log.ts';
import { openTestApp, OWNER } from '../testing/test-app.ts';

describe('the log', () => {
  it('has one line for each request: how it went, never what was in it', async () => {
    await using stage = await openTestApp();
    const canary = 'canary5f0c';
    const headers = {
      ...OWNER,
      cookie: `tutti_session_1=${canary}`,
      'x-tutti-csrf': canary,
      'idempotency-key': canary,
      traceparent: `00-${'c'.repeat(32)}-${'d'.repeat(16)}-01`,
    };
    for (const url of [`/api/v1/runs?text=${canary}`, `/${canary}?code=${canary}`, `/api/v1/runs/${canary}`])
      await stage.app.inject({ url, headers });
    await stage.app.inject({ method: 'POST', url: '/api/v1/session', payload: { code: canary }, headers });
    await stage.app.inject({ method: 'POST', url: '/api/v1/tasks', payload: { goal: canary, [canary]: 1 }, headers });
    await stage.app.inject({ url: '/api/v1/me', headers: { authorization: `Bearer view,${canary}` } });
    expect(stage.logged()).not.toContain(canary);
    const lines = stage
      .logged()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines[0]).toMatchObject({
      level: 'info',
      msg: 'request',
      method: 'GET',
      route: '/api/v1/runs',
      status: 200,
      by: 'api_key',
      trace: 'c'.repeat(32),
      ms: expect.any(Number) as unknown,
      requestId: expect.stringMatching(/^req_/) as unknown,
    });
    expect(lines[1]).toMatchObject({ route: 'none', status: 404 });
  });

  it('takes an id of a request from its client, unless it is a secret', async () => {
    await using stage = await openTestApp();
    const secret = `tut_owner_${'a'.repeat(43)}`;
    for (const id of ['client-1234', secret])
      await stage.app.inject({ url: '/health', headers: { host: 'localhost', 'x-request-id': id } });
    expect(stage.logged()).toContain('client-1234');
    expect(stage.logged()).not.toContain(secret);
  });

  it('hides what is ever logged under the name of a secret', () => {
    const lines: string[] = [];
    const { log } = createLog({ level: 'info', stream: { write: (line: string) => void lines.push(line) } });
    log.info({ token: 'canary', secret: 'canary', headers: { authorization: 'canary', cookie: 'canary' } });
    expect(lines.join('')).not.toContain('canary');
  });

  it('harms nobody where its file lies on a full disk', () => {
    const { log } = createLog({ level: 'info', file: '/dev/full' });
    expect(() => log.info('x')).not.toThrow();
  });

  it('keeps a problem on one line and away from the terminal', async () => {
    await using stage = await openTestApp();
    stage.home.engine.listRuns = async () => {
      throw new Error('a\n{"level":"info"}\u001b[31m\u009b31m');
    };
    await stage.app.inject({ url: '/api/v1/runs', headers: OWNER });
    const lines = stage.logged().trim().split('\n');
    expect(lines).toHaveLength(2);
    for (const control of ['\u001b', '\u009b']) expect(stage.logged()).not.toContain(control);
    expect(toLogText('a\u009b\u2028')).toBe('a\\u009b\\u2028');
  });
});

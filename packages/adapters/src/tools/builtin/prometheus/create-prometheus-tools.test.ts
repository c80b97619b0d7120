/** Against a server that answers as the public documentation of Prometheus' HTTP API says. */
import { describe, expect, it } from 'vitest';
import { replyError, type Sent, startProviderServer } from '../../../models/testing/start-provider-server.ts';
import { openSet, PLACE } from '../testing/open-set.ts';
import { createPrometheusTools } from './create-prometheus-tools.ts';

const UP = { metric: { __name__: 'up', job: 'node' }, value: [1_700_000_000, '1'] };

function answer({ path }: Sent): { status: number; body: unknown } {
  const url = new URL(path, 'http://prometheus');
  const query = url.searchParams.get('query');
  if (url.pathname.endsWith('/api/v1/label/__name__/values')) return success(['go_goroutines', 'up', 'up_seconds']);
  if (query === 'up{') {
    const error = 'invalid parameter "query": 1:4: parse error: unexpected end of input inside braces';
    return { status: 400, body: { status: 'error', errorType: 'bad_data', error } };
  }
  if (query === 'scalar(up)') return success({ resultType: 'scalar', result: [1_700_000_000, '1'] });
  if (query === 'many') return success({ resultType: 'vector', result: Array.from({ length: 80 }, () => UP) });
  if (!url.pathname.endsWith('/api/v1/query_range')) return success({ resultType: 'vector', result: [UP] });
  const values = Array.from({ length: 700 }, (_, index) => [1_700_000_000 + index, `${index}`]);
  return success({ resultType: 'matrix', result: [{ metric: UP.metric, values }] });
}

function success(data: unknown) {
  return { status: 200, body: { status: 'success', data, warnings: ['from a fake'] } };
}

async function openStage() {
  const server = await startProviderServer((response, sent) => {
    const { status, body } = answer(sent);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  const set = await openSet(createPrometheusTools({ url: `${server.url}/metrics`, token: 'the-token' }));
  return { server, set, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

describe('prometheus', () => {
  it('says which setting is missing when no server is set', async () => {
    await expect(createPrometheusTools({}).open('prometheus', PLACE)).rejects.toMatchObject({
      code: 'tool_not_configured',
      message: expect.stringContaining('PROMETHEUS_URL'),
    });
  });

  it('asks for one moment and gives what the server says, warnings too', async () => {
    await using stage = await openStage();
    const at = '2026-01-02T03:04:05Z';
    const found = await stage.set.call('query', { query: 'up', at });
    expect(found).toEqual({ type: 'vector', series: [UP], warnings: ['from a fake'] });
    const [sent] = stage.server.sent;
    const url = new URL(sent?.path ?? '', stage.server.url);
    expect(url.pathname).toBe('/metrics/api/v1/query');
    expect(Object.fromEntries(url.searchParams)).toMatchObject({ query: 'up', time: at });
    expect(sent?.headers.authorization).toBe('Bearer the-token');
  });

  it('gives a plain number where the expression is one', async () => {
    await using stage = await openStage();
    expect(await stage.set.call('query', { query: 'scalar(up)' })).toMatchObject({
      type: 'scalar',
      value: [1_700_000_000, '1'],
    });
  });

  it('asks for no more values than a model can read, and says what it left out', async () => {
    await using stage = await openStage();
    const found = await stage.set.call('query_range', {
      query: 'up',
      minutes: 60 * 24 * 30,
      until: '2026-02-01T00:00:00Z',
    });
    expect(found).toMatchObject({
      from: '2026-01-02T00:00:00.000Z',
      stepSeconds: 5_195,
      series: [{ valuesLeftOut: 200 }],
    });
    expect(await stage.set.call('query', { query: 'many' })).toMatchObject({ seriesLeftOut: 30 });
  });

  it('tells what is wrong with an expression in the words of the server, and that nothing happened', async () => {
    await using stage = await openStage();
    await expect(stage.set.call('query', { query: 'up{' })).rejects.toMatchObject({
      code: 'tool_failed',
      message: expect.stringContaining('unexpected end of input'),
      nothingHappened: true,
    });
  });

  it('finds the names of metrics', async () => {
    await using stage = await openStage();
    expect(await stage.set.call('metric_names', { contains: 'up' })).toEqual({ names: ['up', 'up_seconds'] });
  });

  it('asks again later where the server has too much to do', async () => {
    await using stage = await openStage();
    stage.server.reply = replyError(503, 'busy', { 'retry-after': '1' });
    await expect(stage.set.call('query', { query: 'up' })).rejects.toMatchObject({ retryable: true });
  });

  it('follows no redirect with its token, and reads no endless answer', async () => {
    await using stage = await openStage();
    stage.server.reply = (response) => void response.writeHead(302, { location: 'http://192.0.2.1/' }).end();
    await expect(stage.set.call('query', { query: 'up' })).rejects.toMatchObject({ code: 'tool_failed' });
    stage.server.reply = (response) => {
      response.writeHead(200);
      const write = () => {
        while (!response.destroyed && response.write('x'.repeat(100_000)));
      };
      response.on('drain', write);
      write();
    };
    await expect(stage.set.call('query', { query: 'up' })).rejects.toMatchObject({
      message: expect.stringContaining('more than'),
    });
  });

  it('is not configured with an address at which a cloud keeps secrets', async () => {
    const source = createPrometheusTools({ url: 'http://169.254.169.254' });
    await expect(source.open('prometheus', PLACE)).rejects.toMatchObject({ code: 'invalid_input' });
  });
});

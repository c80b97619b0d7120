import { RunError } from '@tutti/engine';
import { expect, it } from 'vitest';
import { logProblems } from './log-problems.ts';
import { bodyOf, createCallRoute } from '../testing/call-route.ts';
import { openTestApp } from '../testing/test-app.ts';

it('what goes wrong in a run is logged with its trace, and what has none without', async () => {
  await using stage = await openTestApp();
  const traceparent = `00-${'e'.repeat(32)}-${'f'.repeat(16)}-01`;
  const call = createCallRoute(stage.app);
  const { run } = bodyOf('submitTask', await call('submitTask', { body: { goal: 'x' }, headers: { traceparent } }));
  const stop = logProblems(stage.home, stage.deps.log);
  stage.home.hub.report({ error: new RunError('journal_corrupt', 'broken\u001b[2J'), run });
  stage.home.hub.report({ error: new TypeError('odd'), run: undefined });
  const listProblems = () =>
    stage
      .logged()
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line))
      .filter((line) => (line as { level: string }).level === 'warn');
  await expect.poll(listProblems).toHaveLength(2);
  stop();
  expect(listProblems()).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ problem: 'journal_corrupt', run, trace: 'e'.repeat(32) }),
      expect.objectContaining({ problem: 'internal', message: 'odd' }),
    ]),
  );
});

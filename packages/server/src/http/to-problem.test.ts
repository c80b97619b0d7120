import { InvalidInputError, RunError, StoreFullError } from '@tutti/engine';
import { ErrorCode } from '@tutti/protocol';
import { Problem } from '@tutti/protocol/api';
import { expect, it } from 'vitest';
import { RequestError } from './request-error.ts';
import { toProblem } from './to-problem.ts';

it('every code has a problem', () => {
  for (const code of ErrorCode.options) {
    const problem = toProblem(new RequestError(code, 'said'), 'req_12345678');
    expect(Problem.parse(problem)).toEqual(problem);
    expect(problem.status).toBeGreaterThanOrEqual(400);
  }
});

it('what an error knows is told, but no places on the disk and nothing of the unexpected', () => {
  expect(toProblem(new InvalidInputError('goal: too long', 'goal'), 'x')).toMatchObject({ path: 'goal', status: 400 });
  expect(toProblem(new RunError('run_finished', 'it has ended'), 'x')).toMatchObject({
    detail: 'it has ended',
    status: 409,
  });
  expect(toProblem(new StoreFullError('/home/me/.tutti is full'), 'x')).toMatchObject({
    status: 507,
    detail: 'The disk is full.',
  });
  expect(toProblem(new TypeError('x is undefined'), 'x')).toMatchObject({ status: 500, code: 'internal' });
  expect(JSON.stringify(toProblem(new TypeError('x is undefined'), 'x'))).not.toContain('undefined');
  expect(toProblem(new RunError('run_finished', 'a'.repeat(9_000)), 'x').detail.length).toBeLessThan(1_100);
});

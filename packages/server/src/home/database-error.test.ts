import { StoreUnusableError } from '@tutti/engine';
import { describe, expect, it } from 'vitest';
import { toDatabaseError, toDatabaseName } from './database-error.ts';

const URL_TEXT = 'postgres://ann:s%40crit@db.example.org:5433/tutti?sslmode=require';

const withCode = (message: string, code: string) => Object.assign(new Error(message), { code });
const wrapped = (cause: unknown) => new StoreUnusableError('store_failed', '', { cause });

describe('a database that cannot be used', () => {
  it('is named without user and password', () => {
    expect(toDatabaseName(URL_TEXT)).toBe('db.example.org:5433/tutti');
    expect(toDatabaseName('postgres:///tutti?host=/run/pg')).toBe('/run/pg/tutti');
  });

  it.each([
    ['nobody listens', withCode('connect ECONNREFUSED 127.0.0.1:5433', 'ECONNREFUSED'), /cannot be reached.*REFUSED/],
    [
      'no address of it answers',
      new AggregateError([withCode('connect ECONNREFUSED ::1:5433', 'ECONNREFUSED')]),
      /REFUSED/,
    ],
    ['its name is unknown', withCode('getaddrinfo ENOTFOUND db.example.org', 'ENOTFOUND'), /ENOTFOUND/],
    ['it does not answer', new Error('timeout expired'), /cannot be reached \(timeout expired\)/],
    ['it is starting', withCode('the database system is starting up', '57P03'), /starting up/],
    [
      'its certificate is not trusted',
      withCode('self-signed certificate', 'DEPTH_ZERO_SELF_SIGNED_CERT'),
      /self-signed/,
    ],
  ])('is away where %s', (_what, cause, text) => {
    for (const error of [cause, wrapped(cause)])
      expect(toDatabaseError(error, URL_TEXT)).toMatchObject({
        code: 'store_unavailable',
        message: expect.stringMatching(text),
        remedy: expect.stringContaining('mend DATABASE_URL'),
      });
  });

  it('says what to mend where it lets nobody in, or is not there', () => {
    const refused = withCode('password authentication failed for user "ann"', '28P01');
    expect(toDatabaseError(refused, URL_TEXT)).toMatchObject({ remedy: 'Mend user and password in DATABASE_URL.' });
    const missing = withCode('database "tutti" does not exist', '3D000');
    expect(toDatabaseError(wrapped(missing), URL_TEXT)).toMatchObject({ remedy: expect.stringContaining('createdb') });
  });

  it('says what to mend where it takes nothing from this user, or from anybody', () => {
    const denied = withCode('permission denied for database tutti', '42501');
    expect(toDatabaseError(wrapped(denied), URL_TEXT)).toMatchObject({
      code: 'store_failed',
      message: expect.stringContaining('permission denied'),
      remedy: expect.stringContaining('GRANT CREATE'),
    });
    const replica = new StoreUnusableError('store_read_only', 'the PostgreSQL server only reads');
    expect(toDatabaseError(replica, URL_TEXT)).toMatchObject({
      code: 'store_read_only',
      remedy: expect.stringContaining('primary'),
    });
  });

  it('never tells the password, whatever the reason holds', () => {
    const cause = withCode(`connect to ${URL_TEXT} with s@crit or s%40crit failed`, 'ECONNRESET');
    const told = toDatabaseError(cause, URL_TEXT);
    expect(String(told)).not.toContain('crit or');
    expect(String(told)).not.toMatch(/s(@|%40)crit/);
  });

  it('tells as it is what the server or the store says of itself', () => {
    const tooNew = new StoreUnusableError('store_too_new', 'it was written by a newer version');
    expect(toDatabaseError(tooNew, URL_TEXT)).toBe(tooNew);
    const damaged = withCode('invalid page in block 7', 'XX001');
    expect(toDatabaseError(damaged, URL_TEXT)).toBe(damaged);
  });
});

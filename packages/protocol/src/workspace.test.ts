import { describe, expect, it } from 'vitest';
import { GIVEN_LIMIT_BYTES, GivenFiles } from './workspace.ts';

const accepts = (...files: readonly { path: string; content: string }[]) => GivenFiles.safeParse(files).success;

describe('files that come with a task', () => {
  it.each(['a.csv', 'data/Orders 2026.csv', 'a/b/ümlaut.parquet', 'README'])('may be called %s', (path) => {
    expect(accepts({ path, content: 'AA==' })).toBe(true);
  });

  it.each(['', '/a', '../a', 'a/../b', '.env', 'a/.git/config', 'a//b', 'a/', 'a\\b', 'C:a', 'a*', '.'])(
    'may not be called %j',
    (path) => {
      expect(accepts({ path, content: 'AA==' })).toBe(false);
    },
  );

  it('are base64, each at its own path, and not too many bytes together', () => {
    expect(accepts({ path: 'a', content: 'no base64!' })).toBe(false);
    expect(accepts({ path: 'a', content: '' })).toBe(true);
    expect(accepts({ path: 'a', content: 'AA==' }, { path: 'a', content: 'AA==' })).toBe(false);
    const half = 'A'.repeat(GIVEN_LIMIT_BYTES / 2);
    expect(accepts({ path: 'a', content: half }, { path: 'b', content: half })).toBe(true);
    expect(accepts({ path: 'a', content: half }, { path: 'b', content: half }, { path: 'c', content: half })).toBe(
      false,
    );
  });
});

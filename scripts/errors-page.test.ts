import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ErrorCode } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { toErrorsPage } from './errors-page.ts';

const page = readFileSync(join(import.meta.dirname, '..', 'docs', 'errors.md'), 'utf8');

describe('docs/errors.md', () => {
  it('is what npm run docs makes of the code', () => {
    expect(page, 'run npm run docs').toBe(toErrorsPage());
  });

  it('has one row for every code', () => {
    const codes = [...page.matchAll(/^\| `([a-z_]+)` \|/gm)].map(([, code]) => code);
    expect(codes).toEqual(ErrorCode.options);
  });
});

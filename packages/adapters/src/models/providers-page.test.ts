import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { FAMILIES } from './families/find-family.ts';
import { FAMILIES_UNDER_TEST } from './testing/families-under-test.ts';
import { toProvidersTable } from './testing/to-providers-table.ts';

describe('docs/providers.md', () => {
  it('says of every family what was run against what, as it was run', async () => {
    const page = await readFile(new URL('../../../../docs/providers.md', import.meta.url), 'utf8');
    expect(page).toContain(toProvidersTable());
    expect(new Set(FAMILIES_UNDER_TEST.map(({ provider }) => provider))).toEqual(new Set(Object.keys(FAMILIES)));
  });
});

import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { hashBytes, sha256 } from './hash-bytes.ts';

it.each([0, 1, 55, 56, 63, 64, 65, 119, 120, 1_000, 70_000])('hashes %i bytes as everybody does', async (length) => {
  const bytes = Uint8Array.from({ length }, (_, index) => (index * 31 + 7) & 255);
  const wanted = createHash('sha256').update(bytes).digest('hex');
  expect(
    sha256(bytes)
      .map((word) => word.toString(16).padStart(8, '0'))
      .join(''),
  ).toBe(wanted);
  expect(await hashBytes(bytes)).toBe(wanted);
});

import { describe, expect, it } from 'vitest';
import { findCode } from './find-code.ts';

describe('findCode', () => {
  it('finds the code in a whole link and in a fragment', () => {
    expect(findCode('http://127.0.0.1:8000/ui/login#code=a-B_9')).toBe('a-B_9');
    expect(findCode('#code=x')).toBe('x');
  });

  it('finds none where there is none', () => {
    for (const text of ['', '#', '#code=', '/ui/login?code=x', '#other=x']) expect(findCode(text)).toBeUndefined();
  });
});

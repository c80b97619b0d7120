import { describe, expect, it } from 'vitest';
import { readLook } from './config.ts';

describe('how things look', () => {
  it('is in colour and without stacks unless somebody says otherwise', () => {
    expect(readLook({})).toEqual({ color: true, debug: false });
    expect(readLook({ NO_COLOR: '1', TUTTI_DEBUG: '1' })).toEqual({ color: false, debug: true });
    expect(readLook({ NO_COLOR: '', TUTTI_DEBUG: '0' })).toEqual({ color: true, debug: false });
  });
});

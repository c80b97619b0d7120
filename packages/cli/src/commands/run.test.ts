import { describe, expect, it } from 'vitest';
import { toRunTitle } from './run.ts';

describe('the title of a run', () => {
  it('is the beginning of the first line', () => {
    expect(toRunTitle('Plan a festival\nwith music')).toBe('Plan a festival');
    expect(toRunTitle('x'.repeat(500))).toBe('x'.repeat(200));
  });

  it('does not end within a character', () => {
    expect(toRunTitle(`${'x'.repeat(199)}🎉`)).toBe('x'.repeat(199));
    expect(toRunTitle(`${'x'.repeat(198)}🎉y`)).toBe(`${'x'.repeat(198)}🎉`);
  });

  it('holds no part of a key that its end would cut', () => {
    expect(toRunTitle(`${'x '.repeat(91)}sk-ant-api03-${'AbCdEfGh0123'.repeat(4)}`)).not.toContain('sk-ant');
  });
});

import { describe, expect, it } from 'vitest';
import { cutColoured, widthOf } from './fit-text.ts';
import { createStyle } from './style.ts';

describe('a coloured line that is cut', () => {
  const style = createStyle(true);
  const line = `${style.bold('run 4k2x9qdm')}  running  ${style.dim('港祭り 🎉')}  2 steps`;

  it('is never wider than there is room, and ends what it began', () => {
    for (let columns = 0; columns <= 50; columns += 1) {
      const cut = cutColoured(line, columns);
      expect(widthOf(cut)).toBeLessThanOrEqual(columns);
      expect(cut.match(/\p{Cc}\[\d+m/gu)).toHaveLength(4);
    }
  });

  it('stays as it is where it fits', () => {
    expect(cutColoured(line, widthOf(line))).toBe(line);
  });

  it('is the beginning of it', () => {
    expect(cutColoured('ab港祭り', 5)).toBe('ab港');
    expect(cutColoured(`${style.bold('港')}ab`, 1)).toBe('\u001b[1m\u001b[22m');
  });
});

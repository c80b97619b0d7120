import { InvalidInputError, StoreUnusableError } from '@tutti/engine';
import { describe, expect, it } from 'vitest';
import { CommandError, reportError } from './report-error.ts';
import { createRecordedTerminal } from './testing/recorded-terminal.ts';

const quiet = { json: false, debug: false };

describe('an error', () => {
  it('is told with its code and what to do about it, and without a stack', () => {
    const terminal = createRecordedTerminal();
    expect(reportError(terminal, new StoreUnusableError('store_full', 'the disk is full'), quiet)).toBe(5);
    expect(terminal.errText).toBe(
      'error: the disk is full\n  code    store_full\n  remedy  Free some space: work goes on by itself.\n',
    );
    expect(terminal.outText).toBe('');
  });

  it('names the way in of the command line, where a server wants credentials', () => {
    const terminal = createRecordedTerminal();
    expect(reportError(terminal, new CommandError('unauthenticated', 'no'), quiet)).toBe(7);
    expect(terminal.errText).toContain('TUTTI_TOKEN');
  });

  it('is one JSON object for programs', () => {
    const terminal = createRecordedTerminal();
    reportError(terminal, new InvalidInputError('no goal', 'goal'), { json: true, debug: false });
    expect(JSON.parse(terminal.errText)).toEqual({
      error: { code: 'invalid_input', message: 'no goal', remedy: 'Mend the field that the message names.' },
    });
  });

  it('shows its stack only to whoever asks for it', () => {
    const terminal = createRecordedTerminal();
    reportError(terminal, new TypeError('odd'), { json: false, debug: true });
    expect(terminal.errText).toContain('code    internal');
    expect(terminal.errText).toContain('TypeError: odd\n    at ');
  });

  it('cannot redraw the terminal with its message', () => {
    const terminal = createRecordedTerminal();
    reportError(terminal, new CommandError('invalid_input', 'a\u001b[2Jb\u202ec'), quiet);
    expect(terminal.errText).toContain('error: a[2Jbc\n');
  });
});

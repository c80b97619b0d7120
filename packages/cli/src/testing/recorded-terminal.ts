import type { Terminal, Writer } from '../terminal.ts';

export interface RecordedTerminal extends Terminal {
  readonly outText: string;
  readonly errText: string;
}

/** Keeps what is written, for a test to look at. */
export function createRecordedTerminal(
  look: Partial<Pick<Writer, 'isTty' | 'columns' | 'rows'>> = {},
  secret = '',
): RecordedTerminal {
  const texts = { out: '', err: '' };
  const toWriter = (name: 'out' | 'err'): Writer => ({
    write(text) {
      texts[name] += text;
    },
    isTty: false,
    color: false,
    columns: 80,
    rows: 24,
    ...look,
  });
  return {
    out: toWriter('out'),
    err: toWriter('err'),
    askSecret: async () => secret,
    get outText() {
      return texts.out;
    },
    get errText() {
      return texts.err;
    },
  };
}

/** Where a command speaks: its result on `out`, everything about it on `err`. */
export interface Terminal {
  readonly out: Writer;
  readonly err: Writer;
  /** Only where a person sits before it. */
  readonly ask?: (question: string) => Promise<string>;
  /** What must not be seen: typed without an echo where a person sits there, else all that is piped in. */
  readonly askSecret: (question: string) => Promise<string>;
}

export interface Writer {
  write(text: string): void;
  /** Lines may be drawn again, and colours shown. */
  readonly isTty: boolean;
  readonly color: boolean;
  readonly columns: number;
  readonly rows: number;
}

export function createTerminal({ color }: { color: boolean }): Terminal {
  const hasPerson = process.stdin.isTTY === true && process.stdout.isTTY === true;
  return {
    out: toWriter(process.stdout, color),
    err: toWriter(process.stderr, color),
    ...(hasPerson && { ask: askPerson }),
    askSecret: process.stdin.isTTY === true ? typeSecret : readPiped,
  };
}

async function askPerson(question: string): Promise<string> {
  const { createInterface } = await import('node:readline/promises');
  const reader = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await reader.question(question);
  } finally {
    reader.close();
  }
}

/** A secret is a line; whoever pipes more has piped something else. */
const MOST_PIPED = 65_536;

async function readPiped(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) {
    text += String(chunk);
    if (text.length > MOST_PIPED) break;
  }
  return text;
}

async function typeSecret(question: string): Promise<string> {
  const [{ createInterface }, { Writable }] = await Promise.all([
    import('node:readline/promises'),
    import('node:stream'),
  ]);
  // What is typed is echoed to where readline writes, which is nowhere.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: process.stdin, output: nowhere, terminal: true, historySize: 0 });
  const left = new AbortController();
  for (const event of ['SIGINT', 'close']) reader.on(event, () => left.abort());
  process.stderr.write(question);
  try {
    return await reader.question('', { signal: left.signal });
  } catch {
    return ''; // Whoever leaves with Ctrl-C or Ctrl-D gives none.
  } finally {
    reader.close();
    process.stderr.write('\n');
  }
}

function toWriter(stream: NodeJS.WriteStream, color: boolean): Writer {
  return {
    write: (text) => void stream.write(text),
    isTty: stream.isTTY === true,
    color: color && stream.isTTY === true,
    // Asked each time, because a window changes its size. Some terminals say 0 where they do not know.
    get columns() {
      return stream.columns || 100;
    },
    get rows() {
      return stream.rows || 40;
    },
  };
}

export function writeLine(writer: Writer, text = ''): void {
  writer.write(`${text}\n`);
}

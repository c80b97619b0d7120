/** Where a command speaks: its result on `out`, everything about it on `err`. */
export interface Terminal {
  readonly out: Writer;
  readonly err: Writer;
  /** Only where a person sits before it. */
  readonly ask?: (question: string) => Promise<string>;
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

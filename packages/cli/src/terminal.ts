/** Where a command speaks: its result on `out`, everything about it on `err`. */
export interface Terminal {
  readonly out: Writer;
  readonly err: Writer;
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
  return { out: toWriter(process.stdout, color), err: toWriter(process.stderr, color) };
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

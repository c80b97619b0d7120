/** Files as one tar archive (POSIX pax), written from here: no program and no library is needed for it. */
export interface ArchivedFile {
  readonly path: string;
  readonly kind: 'file' | 'program' | 'link';
  readonly bytes: Uint8Array;
}

const BLOCK = 512;
const NAME_BYTES = 100;

/** The same files give the same bytes: no time and no owner is in it. */
export function toTar(files: readonly ArchivedFile[]): Buffer {
  const parts = files.flatMap((file, place) => [...toLongNames(file, place), ...toEntry(file)]);
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]);
}

function toEntry({ path, kind, bytes }: ArchivedFile): readonly Buffer[] {
  if (kind === 'link') return [toHead({ name: path, type: '2', size: 0, mode: 0o777, link: Buffer.from(bytes) })];
  const mode = kind === 'program' ? 0o755 : 0o644;
  return [toHead({ name: path, type: '0', size: bytes.length, mode }), ...toBlocks(Buffer.from(bytes))];
}

/** Names that are longer than the head has room for, or are no ASCII, stand before it. */
function toLongNames({ path, kind, bytes }: ArchivedFile, place: number): readonly Buffer[] {
  const link = kind === 'link' ? Buffer.from(bytes).toString('utf8') : '';
  const isPlain = (text: string) => /^[\x20-\x7e]*$/u.test(text) && text.length <= NAME_BYTES;
  const records = [
    ...(isPlain(path) ? [] : [toRecord('path', path)]),
    ...(isPlain(link) ? [] : [toRecord('linkpath', link)]),
  ];
  if (records.length === 0) return [];
  const body = Buffer.from(records.join(''));
  return [toHead({ name: `pax/${place}`, type: 'x', size: body.length, mode: 0o644 }), ...toBlocks(body)];
}

/** Its own length stands before it, and counts itself. */
function toRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const size = Buffer.byteLength(rest);
  let length = size + `${size}`.length;
  if (`${length}`.length !== `${size}`.length) length = size + `${length}`.length;
  return `${length}${rest}`;
}

interface Head {
  readonly name: string;
  readonly type: '0' | '2' | 'x';
  readonly size: number;
  readonly mode: number;
  readonly link?: Buffer;
}

function toHead({ name, type, size, mode, link }: Head): Buffer {
  const head = Buffer.alloc(BLOCK);
  const put = (text: string, at: number) => head.write(text, at, 'latin1');
  Buffer.from(name).copy(head, 0, 0, NAME_BYTES);
  put(`${mode.toString(8).padStart(7, '0')}\0${'0'.repeat(7)}\0${'0'.repeat(7)}\0`, 100);
  put(`${size.toString(8).padStart(11, '0')}\0${'0'.repeat(11)}\0${' '.repeat(8)}`, 124);
  put(type, 156);
  link?.copy(head, 157, 0, NAME_BYTES);
  put('ustar\x0000', 257);
  const sum = head.reduce((total, byte) => total + byte, 0);
  put(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return head;
}

function toBlocks(bytes: Buffer): readonly Buffer[] {
  const rest = (BLOCK - (bytes.length % BLOCK)) % BLOCK;
  return [bytes, Buffer.alloc(rest)];
}

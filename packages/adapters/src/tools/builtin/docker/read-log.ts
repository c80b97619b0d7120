/** The output of a container as Docker sends it: frames of eight bytes of head and a piece each, or bare text where it has a terminal. */
const HEAD = 8;
/** 0 is what was read, 1 and 2 are what was written. */
const HIGHEST_STREAM = 2;

export function readLog(bytes: Buffer): string {
  const parts: Buffer[] = [];
  let place = 0;
  while (place + HEAD <= bytes.length) {
    if (!isHead(bytes, place)) return bytes.toString('utf8');
    const end = place + HEAD + bytes.readUInt32BE(place + 4);
    parts.push(bytes.subarray(place + HEAD, end));
    place = end;
  }
  return place === 0 ? bytes.toString('utf8') : Buffer.concat(parts).toString('utf8');
}

function isHead(bytes: Buffer, place: number): boolean {
  const [stream = 9, ...zeros] = bytes.subarray(place, place + 4);
  return stream <= HIGHEST_STREAM && zeros.every((byte) => byte === 0);
}

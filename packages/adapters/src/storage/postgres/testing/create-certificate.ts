/** X.509 certificates for tests of TLS, written by hand (RFC 5280): no other program has to be on the machine. */
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIPv4 } from 'node:net';

export interface Certified {
  readonly name: string;
  readonly key: KeyObject;
  /** PEM. */
  readonly certificate: string;
}

const VALID_MS = 86_400_000;
const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  oid: 0x06,
  text: 0x0c,
  sequence: 0x30,
  set: 0x31,
  time: 0x18,
} as const;
const OID = {
  ecdsaWithSha256: [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02],
  commonName: [0x55, 0x04, 0x03],
  basicConstraints: [0x55, 0x1d, 0x13],
  alternativeName: [0x55, 0x1d, 0x11],
} as const;

export function createAuthority(name: string): Certified {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const isAuthority = der(TAG.sequence, der(TAG.boolean, [0xff]));
  const extensions = [extension(OID.basicConstraints, isAuthority)];
  return { name, key: privateKey, certificate: certify({ name, publicKey, extensions }, { name, key: privateKey }) };
}

/** For a server that is reached under this name or address. */
export function createCertificate(host: string, authority: Pick<Certified, 'name' | 'key'>): Certified {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const place = isIPv4(host) ? der(0x87, host.split('.').map(Number)) : der(0x82, Buffer.from(host));
  const extensions = [extension(OID.alternativeName, der(TAG.sequence, place))];
  return { name: host, key: privateKey, certificate: certify({ name: host, publicKey, extensions }, authority) };
}

interface Subject {
  readonly name: string;
  readonly publicKey: KeyObject;
  readonly extensions: readonly Buffer[];
}

function certify(
  { name, publicKey, extensions }: Subject,
  issuer: { readonly name: string; readonly key: KeyObject },
): string {
  const algorithm = der(TAG.sequence, der(TAG.oid, OID.ecdsaWithSha256));
  const serial = randomBytes(8);
  serial.writeUInt8(0x40, 0);
  const content = der(
    TAG.sequence,
    der(0xa0, der(TAG.integer, [2])),
    der(TAG.integer, serial),
    algorithm,
    toName(issuer.name),
    der(TAG.sequence, toTime(Date.now() - VALID_MS), toTime(Date.now() + VALID_MS)),
    toName(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(TAG.sequence, ...extensions)),
  );
  const signature = sign('sha256', content, issuer.key);
  const whole = der(TAG.sequence, content, algorithm, der(TAG.bits, [0], signature));
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

function extension(oid: readonly number[], value: Buffer): Buffer {
  return der(TAG.sequence, der(TAG.oid, oid), der(TAG.octets, value));
}

function toName(name: string): Buffer {
  const part = der(TAG.sequence, der(TAG.oid, OID.commonName), der(TAG.text, Buffer.from(name)));
  return der(TAG.sequence, der(TAG.set, part));
}

/** `20260131120000Z` */
function toTime(at: number): Buffer {
  return der(TAG.time, Buffer.from(`${new Date(at).toISOString().replaceAll(/[-:T]|\..*/g, '')}Z`));
}

function der(tag: number, ...parts: readonly (Buffer | readonly number[])[]): Buffer {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  return Buffer.concat([Buffer.from([tag, 0x82, length >> 8, length & 0xff]), content]);
}

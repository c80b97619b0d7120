/** What an address or the name of a host stands for: forbidden for everybody, of the own network, or public. */
import { BlockList, isIP, isIPv4 } from 'node:net';

const FORBIDDEN_NAMES = new Set([
  'metadata',
  'metadata.google.internal',
  'instance-data',
  'instance-data.ec2.internal',
]);
const FORBIDDEN = createBlockList([
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['100.100.100.200', 32],
  ['168.63.129.16', 32],
  ['192.0.0.192', 32],
  ['224.0.0.0', 3],
  ['::', 128],
  ['fe80::', 10],
  ['fd00:ec2::254', 128],
  ['fd20:ce::254', 128],
  ['ff00::', 8],
]);
const OWN = createBlockList([
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['::1', 128],
  ['fc00::', 7],
]);
/** What IANA keeps for special purposes, beside those above. */
const SPECIAL = createBlockList([
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
]);
const UNICAST = createBlockList([['2000::', 3]]);
const OWN_SUFFIXES = ['.localhost', '.local', '.internal', '.lan', '.home.arpa', '.svc'];
/** IPv4 addresses behind a translating network. */
const TRANSLATED = createBlockList([['64:ff9b::', 96]]);
const MAPPED = createBlockList([['::ffff:0:0', 96]]);

/** A name is judged again when it is looked up: what it stands for may be forbidden. */
export function isForbiddenHost(host: string): boolean {
  return isIP(host) === 0 ? FORBIDDEN_NAMES.has(host.replace(/\.$/, '')) : isForbiddenAddress(host);
}

export function isForbiddenAddress(address: string): boolean {
  if (holds(FORBIDDEN, address)) return true;
  const translated = isIPv4(address) ? undefined : findTranslated(address);
  return translated !== undefined && isForbiddenAddress(translated);
}

/** Whether it is this machine, or one in the same private network, by its address or by a name that the public does not have. */
export function isOwnHost(host: string): boolean {
  if (isIP(host) !== 0) return holds(OWN, host);
  const name = host.replace(/\.$/, '');
  return !name.includes('.') || OWN_SUFFIXES.some((suffix) => name.endsWith(suffix));
}

/** Whether anybody in the internet may be reached there: neither own, nor forbidden, nor kept for a special purpose. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0) return false;
  if (isIPv4(address)) return ![FORBIDDEN, OWN, SPECIAL].some((list) => holds(list, address));
  // A zone is of the own network, whatever stands before it.
  if (address.includes('%')) return false;
  const translated = findTranslated(address);
  if (translated !== undefined) return isPublicAddress(translated);
  return UNICAST.check(address, 'ipv6') && ![FORBIDDEN, SPECIAL].some((list) => holds(list, address));
}

/** Without the brackets that a URL puts around an IPv6 address. */
export function toHost(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

/** The IPv4 address that an IPv6 address stands for. */
function findTranslated(address: string): string | undefined {
  if (!TRANSLATED.check(address, 'ipv6') && !MAPPED.check(address, 'ipv6')) return undefined;
  const groups = new URL(`http://[${address}]`).hostname.slice(1, -1).split(':');
  const bits = groups.slice(-2).map((group) => Number.parseInt(group || '0', 16));
  return bits.flatMap((pair) => [pair >> 8, pair & 0xff]).join('.');
}

function holds(list: BlockList, address: string): boolean {
  return list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}

function createBlockList(subnets: readonly (readonly [address: string, prefix: number])[]): BlockList {
  const list = new BlockList();
  for (const [address, prefix] of subnets) list.addSubnet(address, prefix, isIPv4(address) ? 'ipv4' : 'ipv6');
  return list;
}

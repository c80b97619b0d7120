/** Where a provider lives. Local servers are welcome; the addresses at which a cloud tells a machine its secrets are not. */
import { InvalidInputError } from '@tutti/engine';
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
const OWN_SUFFIXES = ['.localhost', '.local', '.internal', '.lan', '.home.arpa', '.svc'];
/** IPv4 addresses behind a translating network, 64:ff9b::/96. */
const TRANSLATED = createBlockList([['64:ff9b::', 96]]);

export function parseBaseUrl(text: string, field = 'baseUrl'): URL {
  const url = URL.parse(text);
  if (!url) throw new InvalidInputError('the base URL is not a URL', field);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new InvalidInputError('the base URL has to begin with http:// or https://', field);
  if (url.username !== '' || url.password !== '')
    throw new InvalidInputError('a base URL carries no name and no password: give the key by itself', field);
  if (url.search !== '' || url.hash !== '')
    throw new InvalidInputError('a base URL ends with its path: no question mark, no hash', field);
  const host = toHost(url);
  if (isForbiddenHost(host)) throw new InvalidInputError(`no provider may live at ${host}`, field);
  return url;
}

/** A name is judged again when it is looked up: what it stands for may be forbidden. */
export function isForbiddenHost(host: string): boolean {
  return isIP(host) === 0 ? FORBIDDEN_NAMES.has(host.replace(/\.$/, '')) : isForbiddenAddress(host);
}

export function isForbiddenAddress(address: string): boolean {
  return holds(FORBIDDEN, address) || (!isIPv4(address) && isForbiddenTranslation(address));
}

/** Whether it is this machine, or one in the same private network, by its address or by a name that the public does not have. */
export function isOwnHost(host: string): boolean {
  if (isIP(host) !== 0) return holds(OWN, host);
  return !host.includes('.') || OWN_SUFFIXES.some((suffix) => host.endsWith(suffix));
}

/** Without the brackets that a URL puts around an IPv6 address. */
export function toHost(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

function isForbiddenTranslation(address: string): boolean {
  if (!TRANSLATED.check(address, 'ipv6')) return false;
  const [high = '0', low = '0'] = new URL(`http://[${address}]`).hostname.slice(1, -1).split(':').slice(-2);
  const bits = [Number.parseInt(high || '0', 16), Number.parseInt(low || '0', 16)];
  return isForbiddenAddress(bits.flatMap((pair) => [pair >> 8, pair & 0xff]).join('.'));
}

function holds(list: BlockList, address: string): boolean {
  return list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}

function createBlockList(subnets: readonly (readonly [address: string, prefix: number])[]): BlockList {
  const list = new BlockList();
  for (const [address, prefix] of subnets) list.addSubnet(address, prefix, isIPv4(address) ? 'ipv4' : 'ipv6');
  return list;
}

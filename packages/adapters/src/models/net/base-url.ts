/** Where a provider lives. Local servers are welcome; the addresses at which a cloud tells a machine its secrets are not. */
import { InvalidInputError } from '@tutti/engine';
import { isForbiddenHost, toHost } from '../../net/address.ts';

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

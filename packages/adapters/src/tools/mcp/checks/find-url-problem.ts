import { isForbiddenHost, toHost } from '../../../net/address.ts';

/** An administrator may name a server of the own network; where a cloud tells a machine its secrets nobody may. Undefined where there is none. */
export function findUrlProblem(text: string): string | undefined {
  const url = URL.parse(text);
  if (!url) return 'this is no URL';
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'the URL has to begin with http:// or https://';
  if (url.username !== '' || url.password !== '')
    return 'a URL carries no name and no password: store a secret and name it in headers';
  if (url.hash !== '') return 'the URL of a server has no hash';
  return isForbiddenHost(toHost(url)) ? `no server of tools may live at ${toHost(url)}` : undefined;
}

/** What is said of an address before a key goes there. */

export type AddressCheck =
  | { readonly status: 'empty' }
  | { readonly status: 'wrong' }
  /** `isPlain`: anybody on the way could read the key. */
  | { readonly status: 'good'; readonly host: string; readonly isPlain: boolean };

const THIS_MACHINE = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

export function checkAddress(text: string): AddressCheck {
  const typed = text.trim();
  if (typed === '') return { status: 'empty' };
  const url = URL.parse(typed);
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.hostname === '')
    return { status: 'wrong' };
  // Who is named before the @ would be sent along, and hides what the host is.
  if (url.username !== '' || url.password !== '') return { status: 'wrong' };
  return { status: 'good', host: url.host, isPlain: url.protocol === 'http:' && !THIS_MACHINE.test(url.hostname) };
}

/** The cookie of a browser. Named by the port, since cookies of one machine are shared by all its ports. */

export interface CookieOptions {
  readonly port: number;
  /** Reached over https: then it can be bound to this host and to encryption. */
  readonly isSecure: boolean;
}

const VALUE = /^[A-Za-z0-9_-]{43}$/;

export function toCookieName({ port, isSecure }: CookieOptions): string {
  return `${isSecure ? '__Host-' : ''}tutti_session_${port}`;
}

/** An empty value removes it. */
export function toSetCookie(options: CookieOptions, value: string, maxAgeSeconds: number): string {
  const flags = `HttpOnly; SameSite=Strict; Path=/; Max-Age=${maxAgeSeconds}${options.isSecure ? '; Secure' : ''}`;
  return `${toCookieName(options)}=${value}; ${flags}`;
}

/** Undefined where there is none, or more than one: then somebody else on this machine has set the other. */
export function findSessionCookie(header: string | undefined, options: CookieOptions): string | undefined {
  const prefix = `${toCookieName(options)}=`;
  const found = (header ?? '')
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(prefix));
  const value = found.length === 1 ? found[0]?.slice(prefix.length) : undefined;
  return value !== undefined && VALUE.test(value) ? value : undefined;
}

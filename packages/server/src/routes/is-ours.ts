import type { Caller } from '../access/caller.ts';
import type { Home } from '../home/open-home.ts';

/** Whether the caller is of the tenant whose installation it is: what belongs to the whole of it is nobody else's business. */
export function isOurs({ principal }: Caller, home: Home): boolean {
  return principal.tenant === home.principal.tenant;
}

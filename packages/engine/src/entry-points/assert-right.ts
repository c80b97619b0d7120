import type { Principal, Right } from '@tutti/protocol';
import { RunError } from '../errors.ts';

export function assertRight(principal: Principal, right: Right): void {
  if (principal.rights.includes(right)) return;
  throw new RunError('forbidden', `this needs the right to ${right}`, { nothingHappened: true });
}

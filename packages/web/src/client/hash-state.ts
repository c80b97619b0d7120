import { type RunState, toCanonicalText } from '@tutti/protocol';

// Browsers have it only where the page came over https or from this machine.
export const canHash = globalThis.isSecureContext;

/** The same as the server's, the command's and every other client's, where the same events were folded. */
export async function hashState(state: RunState): Promise<string | undefined> {
  if (!canHash) return undefined;
  const bytes = new TextEncoder().encode(toCanonicalText(state));
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

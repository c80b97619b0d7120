/** The doors of a real server on a real port, with its real front desk. */
import type { Principal, Right } from '@tutti/protocol';
import { openSecuredApp, type SecuredApp, type SecuredAppOptions } from '../../testing/security/secured-app.ts';
import { createA2aMount } from '../a2a/mount-a2a.ts';
import { createMcpMount } from '../mcp/mount-mcp.ts';

export interface Door extends SecuredApp {
  readonly url: string;
  /** Headers of a caller with a new API key. */
  headersOf(rights: readonly Right[], principal?: Principal): Promise<{ readonly authorization: string }>;
}

export async function openDoor(options: SecuredAppOptions = {}): Promise<Door> {
  const secured = await openSecuredApp({ ...options, listening: true, mounts: [createMcpMount(), createA2aMount()] });
  return {
    ...secured,
    url: `http://127.0.0.1:${secured.port}`,
    async headersOf(rights, principal) {
      const { authorization } = await secured.createKey(rights, principal);
      return { authorization };
    },
    async [Symbol.asyncDispose]() {
      // A client that has gone may have opened another connection, on which it says nothing.
      secured.app.server.closeAllConnections();
      await secured[Symbol.asyncDispose]();
    },
  };
}

import * as z from 'zod';

/** `host:port`, the host as it stands in a URL: 127.0.0.1:8080, intranet.example:443, [::1]:8080. */
const OpenHost = z
  .string()
  .max(260)
  .regex(/^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\]):\d{1,5}$/u, { error: 'write host:port, in small letters' });

export const WebFetchSettings = z.strictObject({
  /** Not public, and allowed all the same. The addresses at which a cloud tells a machine its secrets never are. */
  open: z.array(OpenHost).max(100).default([]),
  ports: z.array(z.int().min(1).max(65_535)).max(100).default([80, 443, 8080, 8443]),
  bodyBytes: z.int().min(1_000).max(100_000_000).default(5_000_000),
  limitSeconds: z.int().min(1).max(300).default(30),
});
export type WebFetchSettings = z.infer<typeof WebFetchSettings>;

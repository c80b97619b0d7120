import { A2A_VERSION_HEADER } from '@a2a-js/sdk';
import type { IncomingHttpHeaders } from 'node:http';

const LEGACY = /^0\.3(\.\d+)?$/;
const CURRENT = /^1\.0(\.\d+)?$/;

/** Clients of 0.3 name no version. */
export function toVersion(headers: IncomingHttpHeaders): string {
  const given = String(headers[A2A_VERSION_HEADER.toLowerCase()] ?? '') || '0.3';
  if (LEGACY.test(given)) return '0.3';
  return CURRENT.test(given) ? '1.0' : given;
}

/** The HTTP API of GitHub, or of a GitHub Enterprise server, and how its things are named in it. */
import { WebApi } from '../web-api/web-api.ts';
import * as z from 'zod';

export const LIMIT_MS = 30_000;
const VERSION = '2022-11-28';

export const Repository = z
  .string()
  .regex(/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/, {
    error: 'owner/name, such as nodejs/node',
  })
  .describe('owner/name, such as nodejs/node.');

/** As git names one; what it must not hold is refused there too. */
export const Ref = z
  .string()
  .min(1)
  .max(250)
  .regex(/^(?![/.])(?!.*(?:\.\.|\/\/|@\{|\.lock$|[/.]$))[^\s~^:?*[\\\p{Cc}]+$/u, {
    error: 'the name of a branch, a tag or a commit',
  });

export const RepositoryPath = z
  .string()
  .max(1_000)
  .refine((path) => path.split('/').every((part) => part !== '..' && part !== '.'), {
    error: 'a path without . and ..',
  })
  .transform((path) => path.replace(/^\/+|\/+$/g, ''));

export const IssueNumber = z.int().positive();

export function createGithubApi({ url, token }: { url: string; token: string }): WebApi {
  const headers = { authorization: `Bearer ${token}`, 'x-github-api-version': VERSION };
  return new WebApi({ service: 'GitHub', url, headers });
}

export const JSON_TYPE = 'application/vnd.github+json';
export const DIFF_TYPE = 'application/vnd.github.diff';
export const RAW_TYPE = 'application/vnd.github.raw+json';
export const MATCHES_TYPE = 'application/vnd.github.text-match+json';

export function toPath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

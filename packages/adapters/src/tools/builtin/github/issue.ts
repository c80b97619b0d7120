/** An issue or a pull request of GitHub, and what was said about it, as an agent reads it. */
import type { Json } from '@tutti/protocol';
import * as z from 'zod';
import { cutText } from '../cut-text.ts';

const MOST_OF_A_BODY = 20_000;
const MOST_OF_A_COMMENT = 5_000;

const User = z.object({ login: z.string() }).nullish();

export const Issue = z.object({
  number: z.number(),
  title: z.string(),
  state: z.string(),
  html_url: z.string(),
  body: z.string().nullish(),
  user: User,
  labels: z.array(z.union([z.string(), z.object({ name: z.string().nullish() })])).nullish(),
  created_at: z.string().nullish(),
  updated_at: z.string().nullish(),
  comments: z.number().nullish(),
  pull_request: z.unknown().optional(),
  repository_url: z.string().nullish(),
});
export type Issue = z.infer<typeof Issue>;

export const PullRequest = Issue.extend({
  draft: z.boolean().nullish(),
  merged: z.boolean().nullish(),
  mergeable_state: z.string().nullish(),
  head: z.object({ ref: z.string(), sha: z.string() }),
  base: z.object({ ref: z.string(), sha: z.string() }),
  changed_files: z.number().nullish(),
  additions: z.number().nullish(),
  deletions: z.number().nullish(),
});
export type PullRequest = z.infer<typeof PullRequest>;

export const Comment = z.object({
  id: z.number(),
  body: z.string().nullish(),
  user: User,
  html_url: z.string(),
  created_at: z.string().nullish(),
  /** Of the lines of a pull request. */
  path: z.string().nullish(),
  line: z.number().nullish(),
});
export type Comment = z.infer<typeof Comment>;

/** Without its text, for lists. */
export function toIssueLine(issue: Issue): Record<string, Json> {
  const {
    number,
    title,
    state,
    html_url: url,
    user,
    labels,
    created_at: created,
    updated_at: updated,
    comments,
  } = issue;
  const names = (labels ?? []).map((label) => (typeof label === 'string' ? label : (label.name ?? '')));
  return {
    number,
    title,
    state,
    url,
    ...(user && { by: user.login }),
    ...(names.length > 0 && { labels: names }),
    ...(created && { created }),
    ...(updated && { updated }),
    ...(comments !== undefined && comments !== null && { comments }),
    ...(issue.pull_request !== undefined && { isPullRequest: true }),
  };
}

export function toIssueView(issue: Issue, comments: readonly Comment[]): Record<string, Json> {
  const said = { body: cutText(issue.body ?? '', MOST_OF_A_BODY), said: comments.map(toCommentView) };
  return { ...toIssueLine(issue), ...said };
}

export function toPullRequestLine(pull: PullRequest): Record<string, Json> {
  const { head, base, draft, merged } = pull;
  const flags = { ...(draft && { draft }), ...(merged && { merged }) };
  return { ...toIssueLine(pull), from: head.ref, into: base.ref, ...flags };
}

export function toCommentView({ id, body, user, html_url: url, created_at: at, path, line }: Comment): Json {
  return {
    id,
    url,
    ...(user && { by: user.login }),
    ...(at && { at }),
    ...(path && { path }),
    ...(line !== null && line !== undefined && { line }),
    text: cutText(body ?? '', MOST_OF_A_COMMENT),
  };
}

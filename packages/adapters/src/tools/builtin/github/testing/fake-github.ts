/** A GitHub with one repository, as its public documentation describes the API: what is written can be read again. */
import { createHash } from 'node:crypto';
import type { Sent } from '../../../../models/testing/start-provider-server.ts';

interface Thing {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly state: string;
  readonly html_url: string;
  readonly user: { readonly login: string };
  readonly created_at: string;
  readonly labels: readonly { readonly name: string }[];
  readonly pull_request?: object;
  readonly head?: { readonly ref: string; readonly sha: string };
  readonly base?: { readonly ref: string; readonly sha: string };
}

interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly text?: string;
}

const REPOSITORY = '/repos/tutti/harbour';
const DIFF = 'diff --git a/tide.ts b/tide.ts\n-low\n+high\n';

export class FakeGithub {
  readonly branches = new Map([['main', sha('first')]]);
  readonly files = new Map([['src/tide.ts', 'export const tide = 1;\n']]);
  readonly commits: { sha: string; html_url: string; commit: { message: string } }[] = [];
  readonly things: Thing[] = [this.toThing({ title: 'The tide is late', body: 'Since Monday.' })];
  readonly comments: { id: number; body: string; html_url: string; user: { login: string } }[] = [];

  answer({ method, path, body, headers }: Sent): Answer {
    if (headers.authorization !== 'Bearer the-token') return { status: 401, body: { message: 'Bad credentials' } };
    const { pathname, searchParams } = new URL(path, 'http://github');
    if (pathname === '/search/code') return this.#searchCode();
    if (pathname === '/search/issues')
      return {
        status: 200,
        body: {
          total_count: 1,
          incomplete_results: false,
          items: [{ ...this.things[0], repository_url: 'https://api.github.com/repos/tutti/harbour' }],
        },
      };
    if (!pathname.startsWith(`${REPOSITORY}/`)) return { status: 404, body: { message: 'Not Found' } };
    const way = decodeURIComponent(pathname.slice(REPOSITORY.length + 1));
    const wish = body === '' ? {} : JSON.parse(body);
    return method === 'GET' ? this.#read(way, searchParams, headers.accept ?? '') : this.#write(method, way, wish);
  }

  toThing(parts: Pick<Thing, 'title' | 'body'> & Partial<Thing>): Thing {
    const number = (this.things?.length ?? 0) + 1;
    const html_url = `https://github.com/tutti/harbour/issues/${number}`;
    return {
      number,
      state: 'open',
      html_url,
      user: { login: 'ann' },
      created_at: '2026-01-01T00:00:00Z',
      labels: [],
      ...parts,
    };
  }

  #searchCode(): Answer {
    const found = {
      path: 'src/tide.ts',
      html_url: 'https://github.com/x',
      repository: { full_name: 'tutti/harbour' },
      text_matches: [{ fragment: 'const tide' }],
    };
    return { status: 200, body: { total_count: 1, incomplete_results: false, items: [found] } };
  }

  #read(way: string, words: URLSearchParams, accept: string): Answer {
    const [kind = '', ...rest] = way.split('/');
    const thing = this.things.find(({ number }) => String(number) === rest[0]);
    if (kind === 'contents') return this.#readFile(rest.join('/'));
    if (kind === 'git') return this.#readBranch(rest.slice(2).join('/'));
    if (kind === 'commits')
      return rest.length === 0 ? { status: 200, body: this.commits } : this.#readCommit(rest.join('/'));
    if (rest.length === 0) return { status: 200, body: this.#list(kind, words) };
    if (!thing) return { status: 404, body: { message: 'Not Found' } };
    if (rest[1] === 'comments')
      return {
        status: 200,
        body:
          kind === 'issues'
            ? this.comments
            : [
                {
                  id: 9,
                  body: 'Why?',
                  html_url: 'https://github.com/c',
                  user: { login: 'bob' },
                  path: 'tide.ts',
                  line: 3,
                },
              ],
      };
    if (accept.includes('diff')) return { status: 200, text: DIFF };
    return { status: 200, body: thing };
  }

  #list(kind: string, words: URLSearchParams): readonly Thing[] {
    const page = Number(words.get('page') ?? 1);
    const size = Number(words.get('per_page') ?? 30);
    const all = this.things.filter((thing) => kind === 'issues' || thing.pull_request).toReversed();
    return all.slice((page - 1) * size, page * size);
  }

  #readFile(path: string): Answer {
    if (path === 'src')
      return {
        status: 200,
        body: [...this.files].map(([name, text]) => ({ type: 'file', path: name, sha: sha(text), size: text.length })),
      };
    const text = this.files.get(path);
    if (text === undefined) return { status: 404, body: { message: 'Not Found' } };
    const content = Buffer.from(text).toString('base64');
    return {
      status: 200,
      body: { type: 'file', path, sha: sha(text), size: text.length, encoding: 'base64', content },
    };
  }

  #readBranch(name: string): Answer {
    const at = this.branches.get(name);
    return at === undefined
      ? { status: 404, body: { message: 'Not Found' } }
      : { status: 200, body: { ref: `refs/heads/${name}`, object: { type: 'commit', sha: at } } };
  }

  #readCommit(ref: string): Answer {
    const at = this.branches.get(ref);
    return at === undefined
      ? { status: 422, body: { message: `No commit found for SHA: ${ref}` } }
      : { status: 200, body: { sha: at } };
  }

  #write(method: string, way: string, wish: Record<string, string>): Answer {
    if (method === 'DELETE') return { status: this.branches.delete(way.replace('git/refs/heads/', '')) ? 204 : 422 };
    if (way === 'git/refs') return this.#makeBranch(String(wish.ref).replace('refs/heads/', ''), String(wish.sha));
    if (way.startsWith('contents/')) return this.#commit(way.slice('contents/'.length), wish);
    if (way.endsWith('/comments')) return { status: 201, body: this.#comment(String(wish.body)) };
    const { title = '', body = '', head, base } = wish;
    const ends = {
      pull_request: {},
      head: { ref: String(head), sha: sha('x') },
      base: { ref: String(base), sha: sha('y') },
    };
    const made = this.toThing({ title, body, ...(way === 'pulls' && ends) });
    this.things.push(made);
    return { status: 201, body: made };
  }

  #makeBranch(name: string, at: string): Answer {
    if (this.branches.has(name)) return { status: 422, body: { message: 'Reference already exists' } };
    this.branches.set(name, at);
    return { status: 201, body: { ref: `refs/heads/${name}`, object: { sha: at } } };
  }

  #commit(path: string, { message = '', content = '', branch = '', sha: replaced }: Record<string, string>): Answer {
    const held = this.files.get(path);
    if ((held === undefined ? undefined : sha(held)) !== replaced)
      return { status: 409, body: { message: `${path} does not match ${replaced}` } };
    const text = Buffer.from(content, 'base64').toString();
    this.files.set(path, text);
    const commit = { sha: sha(`${message}${text}`), html_url: 'https://github.com/commit', commit: { message } };
    this.commits.unshift(commit);
    this.branches.set(branch, commit.sha);
    return {
      status: held === undefined ? 201 : 200,
      body: { content: { sha: sha(text) }, commit: { sha: commit.sha, html_url: commit.html_url, message } },
    };
  }

  #comment(body: string) {
    const made = { id: this.comments.length + 1, body, html_url: 'https://github.com/comment', user: { login: 'ann' } };
    this.comments.push(made);
    return made;
  }
}

export function sha(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}

/** A server in a directory of its own, and a page of it that its owner has logged in to. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { TuttiHome } from '../tutti-process.ts';
import { TuttiServer } from '../tutti-server.ts';
import { logIn } from './log-in.ts';
import { Browser } from './open-browser.ts';

const SOON_MS = 60_000;

export interface VisitOptions {
  /** Where a test has laid something already; it goes with the visit. */
  readonly directory?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Of its own, as files in its directory. */
  readonly agents?: Readonly<Record<string, string>>;
}

export class Visit implements AsyncDisposable {
  /** The data lies in `data` of it. */
  readonly directory: string;
  readonly server: TuttiServer;
  readonly browser: Browser;
  readonly page: Page;

  readonly #opened: AsyncDisposableStack;

  private constructor(parts: Pick<Visit, 'directory' | 'server' | 'browser' | 'page'>, opened: AsyncDisposableStack) {
    this.directory = parts.directory;
    this.server = parts.server;
    this.browser = parts.browser;
    this.page = parts.page;
    this.#opened = opened;
  }

  static async begin({ directory = makeDirectory(), env = {}, agents = {} }: VisitOptions = {}): Promise<Visit> {
    await using opened = new AsyncDisposableStack();
    opened.defer(() => rmSync(directory, { recursive: true, force: true }));
    const home = new TuttiHome(join(directory, 'data'));
    for (const [name, text] of Object.entries(agents)) home.writeAgent(name, text);
    const server = await TuttiServer.start(home, {
      OLLAMA_API_URL: 'off',
      TUTTI_KEY_FILE: join(directory, 'keys', 'key-file'),
      ...env,
    });
    opened.defer(() => server.kill());
    const browser = opened.use(await Browser.open());
    browser.context.setDefaultTimeout(SOON_MS);
    const page = await browser.page();
    await logIn(page, server);
    return new Visit({ directory, server, browser, page }, opened.move());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#opened.disposeAsync();
  }
}

function makeDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'tutti-visit-'));
}

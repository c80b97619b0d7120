import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { findChromium } from './find-chromium.ts';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export type Theme = 'light' | 'dark';
export const SIZES = { desktop: { width: 1_280, height: 860 }, phone: { width: 375, height: 780 } } as const;
export type Size = keyof typeof SIZES;

export interface Look {
  readonly theme?: Theme;
  readonly size?: Size;
}

/** A browser with a profile of its own, which goes with it. */
export class Browser implements AsyncDisposable {
  readonly context: BrowserContext;
  readonly #profile: string;

  private constructor(context: BrowserContext, profile: string) {
    this.context = context;
    this.#profile = profile;
  }

  static async open({ theme = 'light', size = 'desktop' }: Look = {}): Promise<Browser> {
    const profile = mkdtempSync(join(tmpdir(), 'tutti-browser-'));
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: findChromium(),
      args: FLAGS,
      colorScheme: theme,
      viewport: SIZES[size],
    });
    return new Browser(context, profile);
  }

  page(): Promise<Page> {
    const [first] = this.context.pages();
    return first ? Promise.resolve(first) : this.context.newPage();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.context.close();
    rmSync(this.#profile, { recursive: true, force: true });
  }
}

/** What a browser for agents needs: the server of Playwright, which is installed by itself, and a Chromium. */
import { access, constants, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { notConfigured } from '../not-configured.ts';

export interface FoundBrowser {
  /** The program of the server. */
  readonly server: string;
  readonly executable: string;
}

const PACKAGE = '@playwright/mcp';
/** Whose tools were looked at. Another one may say or do something else, so it is not started. */
const VERSION = '0.0.83';
const INSTALL = `npm install --no-save ${PACKAGE}@${VERSION}`;
const Manifest = z.object({ version: z.string() });
const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
] as const;

export async function findBrowser(executable: string | undefined): Promise<FoundBrowser> {
  const server = await findServer();
  const places = executable === undefined ? PLACES : [executable];
  for (const place of places) if (await isThere(place)) return { server, executable: place };
  const where = executable === undefined ? 'at any of its usual places' : `at ${executable}`;
  throw notConfigured(`there is no Chromium ${where}: install one, or set TUTTI_BROWSER_PATH to its program`);
}

async function findServer(): Promise<string> {
  const manifest = findManifest();
  if (manifest === undefined) throw notConfigured(`the browser of agents is not installed: ${INSTALL}`);
  const { version } = Manifest.parse(JSON.parse(await readFile(manifest, 'utf8')));
  if (version === VERSION) return join(dirname(manifest), 'cli.js');
  throw notConfigured(
    `the browser of agents is installed as ${version}, and ${VERSION} is what agents are given: ${INSTALL}`,
  );
}

function findManifest(): string | undefined {
  try {
    return createRequire(import.meta.url).resolve(`${PACKAGE}/package.json`);
  } catch {
    return undefined;
  }
}

async function isThere(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

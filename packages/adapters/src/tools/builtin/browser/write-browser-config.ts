/** How a browser of an agent is started: without a window, a profile, or any way out but the proxy. */
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ToolServerConfig } from '@tutti/protocol';
import type { FoundBrowser } from './find-browser.ts';

export interface BrowserWish {
  readonly found: FoundBrowser;
  /** Of this browser alone; everything that it leaves behind is in there. */
  readonly folder: string;
  readonly proxy: string;
}

export interface BrowserSetup {
  readonly config: ToolServerConfig;
  /** Where its temporary files are, beside the folder: the paths of its sockets must be short. */
  readonly temporary: string;
}

/** In the folder of a browser: the path of its temporary files. */
export const TEMPORARY_FILE = 'temporary';

/** With which that path begins. */
export function toTemporaryPrefix(): string {
  return join(tmpdir(), 'tutti-b-');
}

const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Calls between browsers would go past the proxy.
  '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
];
const OUTPUT_BYTES = 60_000;
const IDLE_SECONDS = 120;
const NAVIGATION_MS = 45_000;

export async function writeBrowserConfig({ found, folder, proxy }: BrowserWish): Promise<BrowserSetup> {
  const { server, executable } = found;
  const file = join(folder, 'browser.json');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = await mkdtemp(toTemporaryPrefix());
  await writeFile(join(folder, TEMPORARY_FILE), temporary);
  // Chromium refuses to put itself into a sandbox as root.
  const isRoot = process.getuid?.() === 0;
  const launchOptions = {
    executablePath: executable,
    headless: true,
    chromiumSandbox: !isRoot,
    args: FLAGS,
    proxy: { server: proxy, bypass: '<-loopback>' },
  };
  const config = {
    browser: {
      browserName: 'chromium',
      isolated: true,
      launchOptions,
      contextOptions: { serviceWorkers: 'block', acceptDownloads: false },
    },
    capabilities: ['core'],
    webmcp: false,
    imageResponses: 'omit',
    outputDir: join(folder, 'output'),
    codegen: 'none',
    timeouts: { navigation: NAVIGATION_MS },
  };
  await writeFile(file, JSON.stringify(config));
  const wanted = ToolServerConfig.parse({
    command: [process.execPath, server, '--config', file],
    env: { TMPDIR: temporary },
    limits: {
      callSeconds: 90,
      totalSeconds: 90,
      startSeconds: 60,
      idleSeconds: IDLE_SECONDS,
      outputBytes: OUTPUT_BYTES,
    },
  });
  return { config: wanted, temporary };
}

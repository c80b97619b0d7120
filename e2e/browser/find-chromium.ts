/** A browser for the tests: the machine's, else Debian's package where this is root and says so. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const HOW = 'Install Chromium (on Debian: apt-get install chromium), or name one in CHROMIUM_PATH.';

export function findChromium(): string {
  const named = process.env['CHROMIUM_PATH'];
  const found = [named, ...PLACES].find((path) => path !== undefined && existsSync(path));
  if (found !== undefined) return found;
  if (named !== undefined) throw new Error(`CHROMIUM_PATH names ${named}, which is not there.`);
  return installOnDebian();
}

function installOnDebian(): string {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) throw new Error(`There is no browser. ${HOW}`);
  console.error('No browser found: installing the package chromium (apt-get install -y chromium) ...');
  spawnSync('apt-get', ['update'], { stdio: 'ignore' });
  execFileSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  const [path = ''] = PLACES;
  if (!existsSync(path)) throw new Error(`The package chromium did not bring ${path}. ${HOW}`);
  return path;
}

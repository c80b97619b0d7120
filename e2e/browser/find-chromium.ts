/** A browser for the tests: the one that is named, the machine's, else Debian's package. */
import { needProgram } from '../need-program.ts';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

export function findChromium(): string {
  const named = process.env['CHROMIUM_PATH'];
  return needProgram({ places: named === undefined ? PLACES : [named], package: 'chromium' });
}

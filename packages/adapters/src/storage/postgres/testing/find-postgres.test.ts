import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { getPostgres, type Machine } from './find-postgres.ts';

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tutti-find-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

function putPostgres(folder: string, programs: readonly string[] = ['initdb', 'postgres']): string {
  mkdirSync(folder, { recursive: true });
  for (const program of programs) writeFileSync(join(folder, program), '#!/bin/sh\n', { mode: 0o755 });
  return folder;
}

/** Bare, unless it is told otherwise. */
function describe(facts: Partial<Machine> = {}): Machine & { readonly said: string[] } {
  const said: string[] = [];
  return { path: '', debianFolder: join(makeFolder(), 'none'), say: (text) => void said.push(text), said, ...facts };
}

it('takes what is on the PATH before what Debian has', () => {
  const debianFolder = makeFolder();
  putPostgres(join(debianFolder, '17', 'bin'));
  const path = putPostgres(join(makeFolder(), 'bin'));
  expect(getPostgres(describe({ path, debianFolder }))).toBe(path);
});

it('takes the newest of Debian, and none that is too old or not whole', () => {
  const debianFolder = makeFolder();
  for (const version of ['9.6', '14', '15', '16']) putPostgres(join(debianFolder, version, 'bin'));
  putPostgres(join(debianFolder, '18', 'bin'), ['initdb']);
  expect(getPostgres(describe({ debianFolder }))).toBe(join(debianFolder, '16', 'bin'));
});

it('says what to install where there is nothing and it may install nothing', () => {
  const machine = describe();
  expect(() => getPostgres(machine)).toThrow(/PostgreSQL 15 or newer is needed.*"postgresql" \(Debian, Ubuntu\)/);
  expect(machine.said).toEqual([]);
});

it('installs what is missing on Debian as root, and says so before', () => {
  const debianFolder = makeFolder();
  const bin = join(debianFolder, '15', 'bin');
  const machine = describe({
    debianFolder,
    install: () => {
      expect(machine.said).toEqual([expect.stringContaining('installing the package postgresql')]);
      putPostgres(bin);
    },
  });
  expect(getPostgres(machine)).toBe(bin);
});

it('says what to install where that fails, or brings one that is too old', () => {
  const fail = () => {
    throw new Error('no network');
  };
  expect(() => getPostgres(describe({ install: fail }))).toThrow(/apt-get could not install it: install the package/);
  expect(() => getPostgres(describe({ install: () => undefined }))).toThrow(/older than 15: install the package/);
});

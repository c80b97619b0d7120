#!/usr/bin/env node
// Starts the CLI; on an older Node it starts it again under the Node 24 that npm installed.
import { fileURLToPath } from 'node:url';
import { findNode24, runNode } from './node24.mjs';

try {
  const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
  runNode(findNode24(), [main, ...process.argv.slice(2)]);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

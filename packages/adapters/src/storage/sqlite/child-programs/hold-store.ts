/** Tries to open a store, says how that went, and keeps it open until its input ends. */
import { once } from 'node:events';
import { EngineError } from '@tutti/engine';
import { openSqliteStore } from '../open-sqlite-store.ts';
import { say } from './say.ts';

const [directory = ''] = process.argv.slice(2);
try {
  const store = await openSqliteStore({ directory });
  say('opened');
  await once(process.stdin.resume(), 'end');
  await store[Symbol.asyncDispose]();
} catch (error) {
  if (!(error instanceof EngineError)) throw error;
  say(`refused ${error.code} ${error.message}`);
}

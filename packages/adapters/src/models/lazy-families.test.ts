import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { FAMILIES } from './families/find-family.ts';
import { FAMILIES_UNDER_TEST } from './testing/families-under-test.ts';

/** Prints which libraries of providers were loaded before any of them was called, and which one each call loaded. */
const PROGRAM = `
  import { registerHooks } from 'node:module';
  const loaded = new Set();
  registerHooks({
    resolve(specifier, context, next) {
      if (/^(@ai-sdk\\/|@openrouter\\/|ollama-ai-provider|ai$)/.test(specifier)) loaded.add(specifier);
      return next(specifier, context);
    },
  });
  const { createProviders, FAMILIES } = await import(process.argv[1]);
  const names = Object.keys(FAMILIES);
  const keys = [{ name: 'a', secret: 's' }];
  const configs = names.map((provider) => ({ provider, baseUrl: 'http://127.0.0.1:9/v1', keys, models: [provider + '/m'] }));
  const providers = createProviders({ catalogue: [], configs });
  const told = { offered: providers.offers().length, before: [...loaded], loadedFirst: {}, failures: [] };
  const request = { agent: 'a', system: '', messages: [{ role: 'user', text: 'hi', labels: [] }], tools: [], maxOutputTokens: 5, seed: '' };
  for (const name of names) {
    loaded.clear();
    const model = providers.connect(name + '/m', name + '/a');
    const call = { signal: new AbortController().signal, onDelta() {} };
    told.failures.push(await model.answer(request, call).catch((error) => error.class));
    told.loadedFirst[name] = [...loaded][0];
  }
  providers.close();
  console.log(JSON.stringify(told));
`;

describe('the libraries of the providers', () => {
  it('are loaded with the first call that needs one, and not before', async () => {
    const door = new URL('./index.ts', import.meta.url).href;
    const args = ['--input-type=module', '--eval', PROGRAM, door];
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 60_000 });
    const names = Object.keys(FAMILIES);
    // Whatever an earlier family has loaded is not loaded again.
    const loadedFirst = Object.fromEntries(FAMILIES_UNDER_TEST.map(({ provider, library }) => [provider, library]));
    expect(JSON.parse(stdout)).toEqual({
      offered: names.length,
      before: [],
      loadedFirst,
      failures: names.map(() => 'unreachable'),
    });
  }, 70_000);
});

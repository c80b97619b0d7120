import { describe, expect, it } from 'vitest';
import { Turnstile } from './turnstile.ts';

const NEVER = new AbortController().signal;

/** Passes that end when they are told to. */
function createPasses(turnstile: Turnstile) {
  const inside: string[] = [];
  const ends = new Map<string, () => void>();
  const pass = (name: string, signal = NEVER) =>
    turnstile.pass(name[0] ?? '', signal, () => {
      inside.push(name);
      return new Promise<void>((resolve) => ends.set(name, resolve));
    });
  return { inside, pass, end: (name: string) => ends.get(name)?.() };
}

describe('a turnstile', () => {
  it('lets in as many as there are places, and then one for each that leaves, in order', async () => {
    const { inside, pass, end } = createPasses(new Turnstile(2));
    const all = ['a', 'b', 'c', 'd'].map((name) => pass(name));
    await expect.poll(() => inside).toEqual(['a', 'b']);
    end('b');
    await expect.poll(() => inside).toEqual(['a', 'b', 'c']);
    end('a');
    end('c');
    await expect.poll(() => inside).toEqual(['a', 'b', 'c', 'd']);
    end('d');
    await Promise.all(all);
    const last = pass('e');
    expect(inside.at(-1)).toBe('e');
    end('e');
    await last;
  });

  it('lets no one wait for all that another has asked for', async () => {
    const { inside, pass, end } = createPasses(new Turnstile(1));
    const names = ['a1', 'a2', 'a3', 'a4', 'b1', 'c1', 'b2'];
    const all = names.map((name) => pass(name));
    const order = ['a1', 'a2', 'b1', 'c1', 'a3', 'b2', 'a4'];
    for (const [at, name] of order.entries()) {
      await expect.poll(() => inside).toEqual(order.slice(0, at + 1));
      end(name);
    }
    await Promise.all(all);
  });

  it('lets the next one in after a failure', async () => {
    const turnstile = new Turnstile(1);
    await expect(turnstile.pass('a', NEVER, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(turnstile.pass('a', NEVER, async () => 'in')).resolves.toBe('in');
  });

  it('forgets whoever no longer wants to wait', async () => {
    const { inside, pass, end } = createPasses(new Turnstile(1));
    const first = pass('first');
    const caller = new AbortController();
    const impatient = pass('impatient', caller.signal);
    const patient = pass('patient');
    caller.abort(new Error('too long'));
    await expect(impatient).rejects.toThrow('too long');
    end('first');
    await first;
    await expect.poll(() => inside).toEqual(['first', 'patient']);
    end('patient');
    await patient;
    await expect(pass('late', caller.signal)).rejects.toThrow('too long');
  });
});

/**
 * The process that computes: what it is asked comes as JSON on the standard input, what it found goes to the standard output. A query
 * that never ends, and a database that crashes, end with it and with nothing else.
 */
import { readFileSync } from 'node:fs';
import { InvalidInputError } from '@tutti/engine';
import { compute } from './compute.ts';
import type { Order, Outcome } from './order.ts';

const LOOK_MS = 500;
const server = process.ppid;
// Whoever asked is gone: nobody will read the answer, and nobody else would end this.
setInterval(() => process.ppid !== server && process.kill(process.pid, 'SIGKILL'), LOOK_MS).unref();

const order: Order = JSON.parse(readFileSync(0, 'utf8'));
const outcome = await answer(order);
process.stdout.write(JSON.stringify(outcome), () => process.exit(0));

async function answer(given: Order): Promise<Outcome> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), given.limits.milliseconds);
  try {
    return { output: await compute(given, limit.signal) };
  } catch (error) {
    if (limit.signal.aborted) return refuse(`it took more than ${given.limits.milliseconds / 1_000} seconds`, 'query');
    if (error instanceof InvalidInputError) return refuse(error.message, error.field);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function refuse(message: string, field: string): Outcome {
  return { refused: { message, field } };
}

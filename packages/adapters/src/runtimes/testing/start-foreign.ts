/** An A2A agent in a process of its own, for tests. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod';

const Seen = z.object({
  goals: z.array(z.string()),
  messageIds: z.array(z.string()),
  cancelled: z.array(z.string()),
  held: z.array(z.string()),
  tokens: z.array(z.string()),
});

export interface Foreign extends AsyncDisposable {
  readonly url: string;
  seen(): Promise<z.infer<typeof Seen>>;
  release(): Promise<void>;
}

export async function startForeign(...options: string[]): Promise<Foreign> {
  const program = join(import.meta.dirname, '..', '..', 'testing', 'foreign-a2a-agent.mjs');
  const child = spawn(process.execPath, [program, '0', ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [url] = await once(createInterface({ input: child.stdout }), 'line');
  return {
    url: String(url),
    seen: async () => Seen.parse(await (await fetch(`${url}/seen`)).json()),
    release: async () => void (await fetch(`${url}/release`, { method: 'POST' })),
    async [Symbol.asyncDispose]() {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

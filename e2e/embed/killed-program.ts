/**
 * A program with Tutti in it, to be killed: the first of its agents drafts, the second sends a letter with a tool that cannot be
 * taken back, the third files what was done. It stops for good, or ends itself, in the one that is named, and writes down all that
 * it really does.
 */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTutti, defineAgent, defineTool } from '@tutti/embed';
import { callTool, scriptedModel } from '@tutti/embed/testing';
import * as z from 'zod';

const [directory = '', hold = ''] = process.argv.slice(2);

const did = (what: string) => appendFileSync(join(directory, 'done.txt'), `${what}\n`);
const say = (text: string) => process.stdout.write(`${text}\n`);

async function act(what: string): Promise<string> {
  did(what);
  if (hold === `end at ${what}`) process.kill(process.pid, 'SIGKILL');
  if (what !== hold) return what;
  say(`holding ${what}`);
  await new Promise((resolve) => setTimeout(resolve, 600_000));
  return what;
}

const send = defineTool({
  name: 'send',
  description: 'Sends a letter.',
  input: z.object({ to: z.string() }),
  run: () => act('send'),
});
const draft = defineAgent({ id: 'draft', effect: 'read', run: () => act('draft') });
const sender = defineAgent({ id: 'sender', purpose: 'sends letters', instructions: 'Send it.', tools: [send] });
const file = defineAgent({ id: 'file', effect: 'idempotent', run: () => act('file') });

await using tutti = await createTutti({
  directory,
  agents: [draft, sender, file],
  models: [scriptedModel(toScript())],
  approve({ kind }) {
    say(`asked ${kind}`);
    return kind === 'doubt' ? 'happened' : 'approved';
  },
});
const wish = { id: 'letter', goal: 'Write to Ann', agents: [draft, sender, file] };
try {
  const run = await tutti.run(wish);
  say(`ended ${run.contributions.map(({ by, text }) => `${by}: ${text}`).join(', ')}`);
} catch (error) {
  say(`rejected ${String(error)}`);
}

/** A process that goes on asks only for what was not answered yet. */
function toScript() {
  const answers = [callTool('send', { to: 'ann' }), 'sent'];
  return process.argv[4] === 'called' ? answers.slice(1) : answers;
}

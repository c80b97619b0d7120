/**
 * Outlives the process that started it by a moment: when that one ends, however it ends, the pipe between them closes, and everything that
 * its servers of tools have started is killed. Lines: `+ <group> <mark>` when a server was started, `- <group>` when it has ended.
 */
import { createInterface } from 'node:readline';
import { killFamily } from './kill-family.ts';

const families = new Map<number, string>();

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => {});
for await (const line of createInterface({ input: process.stdin })) {
  const [verb, group, mark = ''] = line.split(' ');
  if (verb === '+') families.set(Number(group), mark);
  else families.delete(Number(group));
}
await Promise.all([...families].map(([group, mark]) => killFamily({ group, mark })));

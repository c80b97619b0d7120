/** A process of its own that writes notes until it is ended, and says each one that it was told is kept. */
import { systemClock } from '@tutti/engine';
import { openSet, PLACE } from '../../testing/open-set.ts';
import { createMemoryTools } from '../create-memory-tools.ts';
import type { MemoryPlace } from '../memory-database.ts';

const [name = 'nobody', place = ''] = process.argv.slice(2);
const source = createMemoryTools({ place: JSON.parse(place) as MemoryPlace, clock: systemClock });
const set = await openSet(source, 'memory', PLACE);
await set.call('create', { entities: [{ name, type: 'writer' }] });
for (let count = 1; ; count++) {
  await set.call('observe', { observations: [{ entity: name, text: `note ${count}` }] });
  process.stdout.write(`${count}\n`);
}

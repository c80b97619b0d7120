// Records the journals of golden programs that have none yet. Those that are there are never written again: they must replay for ever.
import { existsSync, writeFileSync } from 'node:fs';
import {
  GOLDEN_FOLDER,
  recordGoldenJournals,
} from '../packages/engine/src/testing/golden-journals/record-golden-journals.ts';

await recordGoldenJournals({
  has: (name) => existsSync(new URL(name, GOLDEN_FOLDER)),
  write(name, text) {
    writeFileSync(new URL(name, GOLDEN_FOLDER), text, { flag: 'wx' });
    console.log(`recorded ${name}`);
  },
});

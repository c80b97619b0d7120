import { openTutti } from '../open-tutti.ts';
import type { Side } from './side.ts';

export async function openTuttiSide(directory: string): Promise<Side> {
  const tutti = await openTutti(directory);
  return {
    version: 'this checkout, synchronous FULL',
    runSteps: async () => void (await tutti.run('ten-steps')),
    runFan: async () => void (await tutti.run('fan-out')),
    [Symbol.asyncDispose]: () => tutti[Symbol.asyncDispose](),
  };
}

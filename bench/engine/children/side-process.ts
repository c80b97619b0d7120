import { serveRequests } from '../../report/asked-child.ts';
import { answer, readInput } from '../../report/run-child.ts';
import { SideMeter } from '../sides/measure-side.ts';
import { openSide, type SideInput } from '../sides/open-side.ts';
import type { SideReply, SideRequest } from '../sides/side-process.ts';

const side = await openSide(readInput<SideInput>(), (problem) => answer(problem));
const meter = side && new SideMeter(side);
const reply = (message: SideReply) => process.send?.(message);
serveRequests(serve);
reply(side ? { opened: true, version: side.version } : { opened: false });

async function serve({ ask }: SideRequest): Promise<void> {
  if (meter && ask === 'count') reply({ count: await meter.countSteps() });
  else if (meter && ask !== 'count' && ask !== 'close') reply({ value: await meter.measure(ask) });
  else {
    await side?.[Symbol.asyncDispose]();
    process.disconnect();
  }
}

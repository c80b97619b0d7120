import { answer, readInput } from '../../report/run-child.ts';
import { openBareSqliteSide } from '../sides/bare-sqlite-side.ts';
import { findMastra } from '../sides/mastra-packages.ts';
import { openMastraSide } from '../sides/mastra-side.ts';
import { measureFan, measureRate } from '../sides/measure-side.ts';
import type { Side } from '../sides/side.ts';
import type { SideInput, SideReply, SideRequest } from '../sides/side-process.ts';
import { openTuttiSide } from '../sides/tutti-side.ts';

const { kind, directory } = readInput<SideInput>();
const side = await openSide();
const reply = (message: SideReply) => process.send?.(message);
process.on('message', (request: SideRequest) => void serve(request));
reply(side ? { opened: true, version: side.version } : { opened: false });

async function openSide(): Promise<Side | undefined> {
  if (kind === 'tutti') return openTuttiSide(directory);
  if (kind === 'bare') return openBareSqliteSide(directory);
  const packages = await findMastra((problem) => answer(problem));
  return packages && openMastraSide(packages, directory, { forceFull: kind === 'mastra-full' });
}

async function serve(request: SideRequest): Promise<void> {
  if (side && request.workload === 'alone') reply({ value: await measureRate(side, 1) });
  else if (side && request.workload === 'at-once') reply({ value: await measureRate(side, 100) });
  else if (side && request.workload === 'fan') reply({ value: await measureFan(side) });
  else {
    await side?.[Symbol.asyncDispose]();
    process.disconnect();
  }
}

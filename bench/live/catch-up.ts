/** A client that was away for ten thousand events. */
import { openSqliteStore } from '@tutti/adapters/storage/sqlite';
import { openLiveStage, toNotes } from '../../packages/server/src/live/testing/live-stage.ts';
import type { Bench, Measure } from '../report/measure.ts';
import { median } from '../report/rounds.ts';
import { runChild } from '../report/run-child.ts';

const EVENTS = 10_000;
const AT_ONCE = 1_000;
const WORDS = 'some words of a note, about as long as an event is';

export interface CatchUpInput {
  readonly url: string;
  readonly run: string;
  readonly rounds: number;
}

/** Milliseconds of each round. */
export interface CatchUpAnswer {
  readonly plain: readonly number[];
  readonly stream: readonly number[];
  readonly socket: readonly number[];
}

export const catchUp: Measure = {
  name: 'catch-up',
  async measure({ scratch, rounds }: Bench) {
    await using store = await openSqliteStore({ directory: await scratch.directory() });
    await using stage = await openLiveStage({ store });
    const script = await stage.newRun();
    for (let done = 0; done < EVENTS; done += AT_ONCE) await stage.append(script, toNotes(AT_ONCE, WORDS));
    const input: CatchUpInput = { url: stage.url, run: script.run, rounds };
    const child = new URL('children/catch-up.ts', import.meta.url);
    const { plain, stream, socket } = await runChild<CatchUpAnswer>(child, input);
    return [
      { name: `${EVENTS} events missed: bare socket`, value: median(plain), unit: 'ms' },
      { name: `${EVENTS} events missed: SDK over WebSocket`, value: median(socket), unit: 'ms' },
      { name: `${EVENTS} events missed: SDK over an event stream`, value: median(stream), unit: 'ms' },
    ];
  },
};

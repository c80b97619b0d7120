import type { Append, Store } from '@tutti/engine';
import { JOURNAL_FORMAT } from '@tutti/protocol';
import { overlay } from './watch-store.ts';

/** As the next release will be that adds a type of event: it drives what is written today, and what it has driven it alone can read. */
export function writeNextFormat(store: Store): Store {
  const toNext = (needs: string) => needs.replace(`/${JOURNAL_FORMAT}`, `/${JOURNAL_FORMAT + 1}`);
  const raise = (append: Append): Append =>
    append.needs === undefined ? append : { ...append, needs: toNext(append.needs) };
  return overlay(store, {
    claimReady: (worker, { can = [], ...wish }) =>
      store.claimReady(worker, { ...wish, can: [...new Set([...can, ...can.map(toNext)])] }),
    append: (append) => store.append(raise(append)),
    park: (append, waits) => store.park(raise(append), waits),
  });
}

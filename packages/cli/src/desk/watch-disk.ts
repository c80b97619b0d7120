import type { Clock, Store, StoreHealth } from '@tutti/engine';

const LOOK_MS = 1_000;

/** A run on a full disk, or at a database that is away, waits without a word, so somebody has to say why nothing happens. Returns how to stop. */
export function watchDisk(store: Pick<Store, 'health'>, clock: Clock, say: (text: string) => void): () => void {
  let said = '';
  let after = '';
  let callOff = () => {};
  const look = () => {
    const health = store.health();
    const text = health.state === 'ok' ? '' : health.message;
    if (text !== said) say(text === '' ? after : `${text} (work goes on by itself when ${toHope(health)})`);
    after = health.state === 'unreachable' ? 'The database answers again.' : 'There is space again.';
    said = text;
    callOff = clock.at(clock.now() + LOOK_MS, look);
  };
  look();
  return () => callOff();
}

function toHope({ state }: StoreHealth): string {
  return state === 'unreachable' ? 'it can be reached' : 'there is space';
}

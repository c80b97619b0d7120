import type { Clock, Store } from '@tutti/engine';

const LOOK_MS = 1_000;

/** A run on a full disk waits without a word, so somebody has to say why nothing happens. Returns how to stop. */
export function watchDisk(store: Pick<Store, 'health'>, clock: Clock, say: (text: string) => void): () => void {
  let said = '';
  let callOff = () => {};
  const look = () => {
    const health = store.health();
    const text = health.state === 'ok' ? '' : health.message;
    if (text !== said)
      say(text === '' ? 'There is space again.' : `${text} (work goes on by itself when there is space)`);
    said = text;
    callOff = clock.at(clock.now() + LOOK_MS, look);
  };
  look();
  return () => callOff();
}

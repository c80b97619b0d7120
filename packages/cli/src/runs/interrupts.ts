/** What Ctrl-C and a polite kill do while a command waits for runs. */
export interface InterruptActions {
  /** Ctrl-C for the first time. */
  interrupt(): void;
  /** Ctrl-C for the second time. */
  leaveAtOnce(): void;
  /** SIGTERM, or the terminal was closed. */
  terminate(): void;
}

/** Returns how to stop listening. */
export function listenForInterrupts(actions: InterruptActions): () => void {
  let interrupted = false;
  const onInterrupt = () => {
    if (interrupted) return actions.leaveAtOnce();
    interrupted = true;
    actions.interrupt();
  };
  const onTerminate = () => actions.terminate();
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onTerminate);
  process.on('SIGHUP', onTerminate);
  return () => {
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onTerminate);
    process.off('SIGHUP', onTerminate);
  };
}

/** What happens when nobody reads any more. */
export function guardStreams(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', onWriteError);
}

function onWriteError(error: NodeJS.ErrnoException): void {
  // Whoever read has read enough, as `head` does.
  if (error.code === 'EPIPE') process.exit(0);
  // The terminal was closed: SIGHUP says so too, and ends this politely.
  if (error.code !== 'EIO') throw error;
}

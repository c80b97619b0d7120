/** What happens when nobody reads any more: a command ends, as `head` wishes; a server works on without saying so. */
export function guardStreams({ isServer }: { readonly isServer: boolean }): void {
  const onError = (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' && !isServer) process.exit(0);
    // The terminal was closed: SIGHUP says so too, and ends this politely.
    if (error.code !== 'EIO' && error.code !== 'EPIPE') throw error;
  };
  for (const stream of [process.stdout, process.stderr]) stream.on('error', onError);
}

/** The code of a page did not come because nobody answers. The browser's own error page would be all that is left of a reload. */
export class PageNotLoadedError extends Error {
  override readonly name = 'PageNotLoadedError';
}

/** Where the server answers but has no such file, it is of another version: then the router loads everything anew. */
export function loadPage<Page>(load: () => Promise<Page>): () => Promise<Page> {
  return async () => {
    try {
      return await load();
    } catch (error) {
      if (await isServerThere()) throw error;
      throw new PageNotLoadedError('the page did not come', { cause: error });
    }
  };
}

export async function isServerThere(): Promise<boolean> {
  try {
    return (await fetch('/health/live', { cache: 'no-store' })).ok;
  } catch {
    // Nobody answers.
    return false;
  }
}

import { createRouter } from '@tanstack/react-router';
import { PagePending } from './page-pending.tsx';
import { PageProblem } from './page-problem.tsx';
import { NotFound } from './not-found.tsx';
import { routeTree } from './routes.ts';

const PENDING_AFTER_MS = 200;

export function createAppRouter() {
  return createRouter({
    routeTree,
    defaultPreload: 'intent',
    defaultPendingMs: PENDING_AFTER_MS,
    defaultPendingComponent: PagePending,
    defaultErrorComponent: PageProblem,
    defaultNotFoundComponent: NotFound,
    scrollRestoration: true,
    scrollToTopSelectors: ['#content'],
  });
}

/** All pages, once there is nothing better to do: whoever goes to one while the server is away still gets there. */
export function loadAllPages(router: ReturnType<typeof createAppRouter>): void {
  for (const route of Object.values(router.routesById)) void router.loadRouteChunk(route);
}

// Links and navigation are checked against the routes, in every file.
declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}

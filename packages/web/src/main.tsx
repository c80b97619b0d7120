import { RouterProvider } from '@tanstack/react-router';
import { createRoot } from 'react-dom/client';
import { createAppRouter, loadAllPages } from './app/router.tsx';
import { createServices } from './client/services.ts';
import { ServicesProvider } from './client/services-context.tsx';
import { ToastHost } from './ui/toast.tsx';
import './styles/index.css';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
// The printed link may name any page; the code behind it is for one.
if (location.hash.startsWith('#code=') && location.pathname !== '/ui/login')
  history.replaceState(null, '', `/ui/login${location.hash}`);

const router = createAppRouter();
const LOAD_ALL_AFTER_MS = 1_500;
setTimeout(() => loadAllPages(router), LOAD_ALL_AFTER_MS);

createRoot(root).render(
  <ServicesProvider services={createServices(location.origin)}>
    <ToastHost>
      <RouterProvider router={router} />
    </ToastHost>
  </ServicesProvider>,
);

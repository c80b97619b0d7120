/** Every page and its address. A page is a chunk of its own, loaded when somebody points at a link to it. */
import { createRootRoute, createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { loadPage } from './load-page.ts';
import {
  AgentSearch,
  AgentsSearch,
  CostsSearch,
  KnowledgeSearch,
  PassageSearch,
  LoginSearch,
  ModelsSearch,
  NewTaskSearch,
  RunSearch,
  RunsSearch,
  ToolsSearch,
} from './search.ts';
import { Shell } from './shell.tsx';

const root = createRootRoute();
const start = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/ui' });
  },
});
const login = createRoute({
  getParentRoute: () => root,
  path: '/ui/login',
  validateSearch: LoginSearch,
  component: lazyRouteComponent(
    loadPage(() => import('../features/login/login-page.tsx')),
    'LoginPage',
  ),
});

const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell });
const home = createRoute({
  getParentRoute: () => shell,
  path: '/ui',
  component: lazyRouteComponent(
    loadPage(() => import('../features/home/home-page.tsx')),
    'HomePage',
  ),
});
const newTask = createRoute({
  getParentRoute: () => shell,
  path: '/ui/tasks/new',
  validateSearch: NewTaskSearch,
  component: lazyRouteComponent(
    loadPage(() => import('../features/tasks/new-task-page.tsx')),
    'NewTaskPage',
  ),
});
const runs = createRoute({
  getParentRoute: () => shell,
  path: '/ui/runs',
  validateSearch: RunsSearch,
  component: lazyRouteComponent(
    loadPage(() => import('../features/runs/runs-page.tsx')),
    'RunsPage',
  ),
});
const run = createRoute({
  getParentRoute: () => shell,
  path: '/ui/runs/$run',
  validateSearch: RunSearch,
  component: lazyRouteComponent(
    loadPage(() => import('../features/runs/run-page.tsx')),
    'RunPage',
  ),
});
const approvals = createRoute({
  getParentRoute: () => shell,
  path: '/ui/approvals',
  component: lazyRouteComponent(
    loadPage(() => import('../features/approvals/approvals-page.tsx')),
    'ApprovalsPage',
  ),
});
const agents = createRoute({
  getParentRoute: () => shell,
  path: '/ui/agents',
  validateSearch: AgentsSearch,
  component: lazyRouteComponent(
    loadPage(() => import('../features/agents/agents-page.tsx')),
    'AgentsPage',
  ),
});
const agent = createRoute({
  getParentRoute: () => shell,
  path: '/ui/agents/$agent',
  validateSearch: AgentSearch,
  component: lazyRouteComponent(
    loadPage(() => import('../features/agents/agent-page.tsx')),
    'AgentPage',
  ),
});
const editAgent = createRoute({
  getParentRoute: () => shell,
  path: '/ui/agents/$agent/edit',
  component: lazyRouteComponent(
    loadPage(() => import('../features/agents/editor/edit-agent-page.tsx')),
    'EditAgentPage',
  ),
});
const newAgent = createRoute({
  getParentRoute: () => shell,
  path: '/ui/new-agent',
  component: lazyRouteComponent(
    loadPage(() => import('../features/agents/editor/new-agent-page.tsx')),
    'NewAgentPage',
  ),
});
const models = createRoute({
  getParentRoute: () => shell,
  path: '/ui/models',
  validateSearch: ModelsSearch,
  component: lazyRouteComponent(
    loadPage(() => import('../features/models/models-page.tsx')),
    'ModelsPage',
  ),
});
const tools = createRoute({
  getParentRoute: () => shell,
  path: '/ui/tools',
  validateSearch: ToolsSearch,
  component: lazyRouteComponent(
    loadPage(() => import('../features/tools/tools-page.tsx')),
    'ToolsPage',
  ),
});
const knowledge = createRoute({
  getParentRoute: () => shell,
  path: '/ui/knowledge',
  validateSearch: KnowledgeSearch,
  component: lazyRouteComponent(
    loadPage(() => import('../features/knowledge/knowledge-page.tsx')),
    'KnowledgePage',
  ),
});
const passage = createRoute({
  getParentRoute: () => shell,
  path: '/ui/knowledge/passage',
  validateSearch: PassageSearch,
  component: lazyRouteComponent(
    loadPage(() => import('../features/knowledge/passage-page.tsx')),
    'PassagePage',
  ),
});
const costs = createRoute({
  getParentRoute: () => shell,
  path: '/ui/costs',
  validateSearch: CostsSearch,
  component: lazyRouteComponent(
    loadPage(() => import('../features/costs/costs-page.tsx')),
    'CostsPage',
  ),
});
const workers = createRoute({
  getParentRoute: () => shell,
  path: '/ui/workers',
  component: lazyRouteComponent(
    loadPage(() => import('../features/workers/workers-page.tsx')),
    'WorkersPage',
  ),
});
const system = createRoute({
  getParentRoute: () => shell,
  path: '/ui/system',
  component: lazyRouteComponent(
    loadPage(() => import('../features/system/system-page.tsx')),
    'SystemPage',
  ),
});
const gallery = createRoute({
  getParentRoute: () => shell,
  path: '/ui/gallery',
  component: lazyRouteComponent(
    loadPage(() => import('../features/gallery/gallery-page.tsx')),
    'GalleryPage',
  ),
});

export const routeTree = root.addChildren([
  start,
  login,
  shell.addChildren([
    home,
    newTask,
    runs,
    run,
    approvals,
    agents,
    agent,
    editAgent,
    newAgent,
    models,
    tools,
    knowledge,
    passage,
    costs,
    workers,
    system,
    gallery,
  ]),
]);

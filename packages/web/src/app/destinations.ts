import { Bot, Cpu, Hand, House, ListTree, Server } from 'lucide-react';
import { appText } from '../strings/app.ts';

/** Where the navigation leads, in its order; the key comes after `g`. */
export const destinations = [
  { id: 'home', to: '/ui', label: appText.home, short: appText.home, icon: House, key: 'h' },
  { id: 'runs', to: '/ui/runs', label: appText.runs, short: appText.runs, icon: ListTree, key: 'r' },
  {
    id: 'approvals',
    to: '/ui/approvals',
    label: appText.approvals,
    short: appText.approvalsShort,
    icon: Hand,
    key: 'w',
  },
  { id: 'agents', to: '/ui/agents', label: appText.agents, short: appText.agents, icon: Bot, key: 'a' },
  {
    id: 'workers',
    to: '/ui/workers',
    label: appText.workers,
    short: appText.workers,
    icon: Cpu,
    key: 'k',
    right: 'manage',
  },
  { id: 'system', to: '/ui/system', label: appText.system, short: appText.system, icon: Server, key: 's' },
] as const;

export type Destination = (typeof destinations)[number];

import { Bot, Hand, House, ListTree, Server } from 'lucide-react';
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
  { id: 'system', to: '/ui/system', label: appText.system, short: appText.system, icon: Server, key: 's' },
] as const;

export type Destination = (typeof destinations)[number];

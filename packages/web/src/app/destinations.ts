import { BookOpen, Bot, BrainCircuit, Coins, Cpu, Hand, House, ListTree, Server, Wrench } from 'lucide-react';
import { appText } from '../strings/app.ts';

/** Where the navigation leads, in its order; the key comes after `g`. What is not `first` is behind "More" on a phone. */
export const destinations = [
  { id: 'home', to: '/ui', label: appText.home, short: appText.home, icon: House, key: 'h', first: true },
  { id: 'runs', to: '/ui/runs', label: appText.runs, short: appText.runs, icon: ListTree, key: 'r', first: true },
  {
    id: 'approvals',
    to: '/ui/approvals',
    label: appText.approvals,
    short: appText.approvalsShort,
    icon: Hand,
    key: 'w',
    first: true,
  },
  { id: 'agents', to: '/ui/agents', label: appText.agents, short: appText.agents, icon: Bot, key: 'a', first: false },
  {
    id: 'models',
    to: '/ui/models',
    label: appText.models,
    short: appText.models,
    icon: BrainCircuit,
    key: 'm',
    first: false,
  },
  { id: 'tools', to: '/ui/tools', label: appText.tools, short: appText.tools, icon: Wrench, key: 't', first: false },
  {
    id: 'knowledge',
    to: '/ui/knowledge',
    label: appText.knowledge,
    short: appText.knowledge,
    icon: BookOpen,
    key: 'd',
    first: false,
  },
  { id: 'costs', to: '/ui/costs', label: appText.costs, short: appText.costs, icon: Coins, key: 'c', first: true },
  {
    id: 'workers',
    to: '/ui/workers',
    label: appText.workers,
    short: appText.workers,
    icon: Cpu,
    key: 'k',
    right: 'manage',
    first: false,
  },
  {
    id: 'system',
    to: '/ui/system',
    label: appText.system,
    short: appText.system,
    icon: Server,
    key: 's',
    first: false,
  },
] as const;

export type Destination = (typeof destinations)[number];

import type { LucideIcon } from 'lucide-react';

/** An icon is passed as a component, so that whoever draws it decides about its size. */
export type Icon = LucideIcon;

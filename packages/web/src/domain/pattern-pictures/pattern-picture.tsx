import type { PatternWish } from '@tutti/protocol';
import type { ComponentType } from 'react';
import { AuctionPicture } from './auction-picture.tsx';
import { AutoPicture } from './auto-picture.tsx';
import { CollaborativePicture } from './collaborative-picture.tsx';
import { CompetitivePicture } from './competitive-picture.tsx';
import { ConsensusPicture } from './consensus-picture.tsx';
import { HierarchicalPicture } from './hierarchical-picture.tsx';
import { ParallelPicture } from './parallel-picture.tsx';
import { PipelinePicture } from './pipeline-picture.tsx';
import { SequentialPicture } from './sequential-picture.tsx';
import { SwarmPicture } from './swarm-picture.tsx';

const PICTURES: Readonly<Record<PatternWish, ComponentType>> = {
  auto: AutoPicture,
  sequential: SequentialPicture,
  parallel: ParallelPicture,
  pipeline: PipelinePicture,
  hierarchical: HierarchicalPicture,
  collaborative: CollaborativePicture,
  competitive: CompetitivePicture,
  consensus: ConsensusPicture,
  auction: AuctionPicture,
  swarm: SwarmPicture,
};

/** How a team works, as a picture. What it means is said in words beside it. */
export function PatternPicture({ pattern }: { readonly pattern: PatternWish }) {
  const Picture = PICTURES[pattern];
  return <Picture />;
}

import { Knowledge } from '@tutti/adapters/knowledge';
import type { Clock, KnowledgeStore, Random, Redact, Store } from '@tutti/engine';
import type { WorkerId } from '@tutti/protocol';
import type { LiveHub } from '../home/live-hub.ts';
import type { HomeModels } from '../models/home-models.ts';
import { VERSION } from '../version.ts';
import { GatewayEmbedder } from './gateway-embedder.ts';

export interface KnowledgeParts {
  readonly store: Store & { readonly knowledge: KnowledgeStore };
  readonly models: HomeModels;
  readonly clock: Clock;
  readonly random: Random;
  readonly hub: LiveHub;
  readonly redact: Redact;
  readonly worker: WorkerId;
  readonly isShared: boolean;
}

/** Reads nothing before somebody adds a document, or `start`. */
export function openKnowledge(parts: KnowledgeParts): Knowledge {
  const { store, models, clock, random, hub, redact, worker, isShared } = parts;
  const ports = { store, clock, random, live: hub, redact, worker, build: `tutti/${VERSION}` };
  const embedder = new GatewayEmbedder(models, ports);
  const onProblem = (error: unknown) =>
    hub.report({ error: error instanceof Error ? error : new Error(String(error)), run: undefined });
  return new Knowledge({ store: store.knowledge, clock, random, embedder, isShared, onProblem });
}

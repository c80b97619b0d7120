export { createFailpoint, FailpointPlan } from './failpoint.ts';
export { HomeError } from './home-error.ts';
export { findIdentityFacts } from './identity.ts';
export { LiveHub, type Problem } from './live-hub.ts';
export { toDatabaseError, toDatabaseName } from './database-error.ts';
export { type Home, type HomeOptions, openHome, type Presence, readCatalogue } from './open-home.ts';
export type { DatabaseWish } from './open-store.ts';
export { SeedPin } from './seeded-model.ts';

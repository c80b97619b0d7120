export { createFailpoint, FailpointPlan } from './failpoint.ts';
export { HomeError } from './home-error.ts';
export { LiveHub, type Problem } from './live-hub.ts';
export { type Home, type HomeOptions, openHome, readCatalogue } from './open-home.ts';
export { SeedPin } from './seeded-model.ts';

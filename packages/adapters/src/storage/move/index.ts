export { MoveRefusedError } from './move-error.ts';
export { describeDatabase } from './move-target.ts';
export { type MoveOptions, type MoveProgress, type MoveReport, moveToPostgres, planMove } from './move-to-postgres.ts';

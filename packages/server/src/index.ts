export { createApp } from './create-app.ts';
export { createLog, type LogOptions, type ServerLog } from './log/log.ts';
export { logProblems } from './log/log-problems.ts';
export { RequestError } from './http/request-error.ts';
export { type RunningServer, type ServerParts, startServer } from './start-server.ts';

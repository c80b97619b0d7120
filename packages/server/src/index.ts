export { createApp } from './create-app.ts';
export { createLog, type LogOptions, type ServerLog } from './log.ts';
export { RequestError } from './request-error.ts';
export { type RunningServer, type ServerParts, startServer } from './start-server.ts';

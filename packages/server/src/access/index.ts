/** Who may come in, for whoever works at the data directory itself, without loading the server. */
export { assertMayListen, isLoopback } from './assert-may-listen.ts';
export { openKeyDesk } from './create-access-desk.ts';
export { StartRefusedError } from './start-refused-error.ts';

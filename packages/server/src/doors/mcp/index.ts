export type { DoorDesk } from '../door-desk.ts';
export { serveMcpOverStdio } from './serve-stdio.ts';

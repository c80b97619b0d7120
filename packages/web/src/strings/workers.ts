/** The page of the processes that work here, and what a run says about them. */
import type { WorkerRole, WorkerState } from '@tutti/protocol';

const STATE: Record<WorkerState, string> = { at_work: 'At work', draining: 'Draining', ended: 'Ended', lost: 'Lost' };
const STATE_MEANS: Record<WorkerState, string> = {
  at_work: 'It says regularly that it is there.',
  draining: 'It finishes what it drives and begins nothing new.',
  ended: 'It said goodbye.',
  lost: 'Nothing was heard of it for too long, so others drive its runs now.',
};
const ROLE: Record<WorkerRole, string> = { server: 'server', worker: 'worker' };

const runs = (count: number) => (count === 1 ? '1 run' : `${count === 0 ? 'no' : count.toLocaleString('en')} runs`);

export const workersText = {
  title: 'Workers',
  intro: 'The processes of this installation. A worker that is lost is replaced by the others: they drive its runs on.',
  list: 'Workers',
  sum: (atWork: number, driving: number) => `${atWork.toLocaleString('en')} at work, driving ${runs(driving)}`,
  column: {
    worker: 'Worker',
    state: 'State',
    runs: 'Runs',
    heard: 'Heard of',
    taken: 'Freed',
    lost: 'Lost',
  },
  state: STATE,
  stateMeans: STATE_MEANS,
  role: ROLE,
  none: 'Nobody works here',
  noneBody: 'Runs wait until somebody does. Start a worker: tutti worker',
  noneDrives: 'Nobody drives runs at the moment, so they wait. Start a worker: tutti worker',
  old: 'This is what was last known. It is asked for again by itself.',
  room: (driving: number, room: number) => `${driving.toLocaleString('en')} of ${room.toLocaleString('en')}`,
  roomRuns: (driving: number, room: number) => `${driving.toLocaleString('en')} of ${runs(room)}`,
  noRoom: 'drives none',
  gone: '–',
  heard: (ago: string) => `heard of ${ago}`,
  justNow: 'just now',
  ago: (length: string) => `${length} ago`,
  beganAgo: 'began',
  ended: 'ended',
  freed: (count: number) => `freed ${runs(count)} of lost workers`,
  lostRuns: (count: number) => `lost ${runs(count)} to others`,
  build: 'Build',
  process: 'Process',
  processOf: (pid: number, host: string) => `${pid} on ${host}`,
  address: 'Address',
  programs: 'Can drive',
  id: 'Id',
  began: 'Began',
  endedAt: 'Ended',
  endedBy: 'Found lost by',
  foundLostBy: (name: string) => `found lost by ${name}`,
  drives: 'Drives now',
  drivesNone: 'No run at this moment.',
  drivesMore: (count: number) => `and ${runs(count)} more`,
  // On the page of a run
  drivenBy: 'Driven by',
  goesOnAt: (worker: string) => `goes on at ${worker}`,
  beginsAt: (worker: string) => `begins at ${worker}`,
  takenOver: (by: string, from: string) => `taken over by ${by}: ${from} was gone`,
  takeovers: 'Takeovers',
  takeoverMeans: 'What was recorded was not done again.',
  takeoversBefore: (count: number) => (count === 1 ? '1 earlier takeover' : `${count} earlier takeovers`),
} as const;

/** Who works at this installation: what this process tells the others of itself, and what is known of all. */
import type { Principal, WorkerCard, WorkerRecord } from '@tutti/protocol';
import type { WorkerPage } from '../ports/fleet.ts';
import type { DrivePorts } from '../run/drive-ports.ts';
import { assertRight } from './assert-right.ts';

/** What the engine cannot know of its process; the rest of the card it fills in itself. */
export type Announcement = Pick<WorkerCard, 'name' | 'roles' | 'pid' | 'host' | 'url'> & {
  /** Absent: as many runs as this engine drives at once. */
  readonly room?: number;
};

export interface Workers {
  /** Makes this process known to the others, so that people see it. */
  announce(announcement: Announcement): Promise<void>;
  /** Processes belong to the installation and not to a tenant, so this takes the right to manage. */
  listWorkers(principal: Principal, page: WorkerPage): Promise<readonly WorkerRecord[]>;
}

export interface WorkerDesk extends Workers {
  /** Where this process was announced: it finishes what it drives and claims no more. */
  announceDraining(): Promise<void>;
}

export function createWorkers(ports: DrivePorts, concurrentRuns: number): WorkerDesk {
  const { store, worker, build, programs } = ports;
  let announced: WorkerCard | undefined;
  return {
    async announce({ room = concurrentRuns, ...process }) {
      announced = { ...process, worker, build, room, programs: [...programs.can], draining: false };
      await store.announce(announced);
    },
    async announceDraining() {
      if (announced) await store.announce({ ...announced, draining: true });
    },
    async listWorkers(principal, page) {
      assertRight(principal, 'manage');
      return store.listWorkers(page);
    },
  };
}

/** What people say about a run: kept beside its journal, also when it has ended. */
import { type Principal, Remark, RemarkId, type RunId } from '@tutti/protocol';
import { RunError } from '../errors.ts';
import type { DrivePorts } from '../run/drive-ports.ts';
import { packPayload } from '../run/payload.ts';
import { getRunState, getSummary } from '../run/read-run.ts';
import { assertRight } from './assert-right.ts';
import { newId } from './new-id.ts';
import { parseInput } from './parse-input.ts';

type Said<Kind extends Remark> = Kind extends Remark
  ? Omit<Kind, 'id' | 'tenant' | 'by' | 'at'> & { readonly id?: RemarkId }
  : never;

/** Whose it is and when it was made follows from who says it. The same id twice is one remark. */
export type NewRemark = Said<Remark>;

export interface RunRemarks {
  /** Gives the remark back as it is kept. A review fails with `artefact_not_found` where it is not about an artefact of this run. */
  addRemark(principal: Principal, remark: NewRemark): Promise<Remark>;
  /** In the order in which they were made. */
  listRemarks(principal: Principal, run: RunId): Promise<readonly Remark[]>;
}

export function createRunRemarks(ports: DrivePorts): RunRemarks {
  const { store, clock, redact } = ports;
  return {
    async addRemark(principal, said) {
      assertRight(principal, 'use');
      const { tenant, user } = principal;
      const whole = { ...said, id: said.id ?? newId(ports, 'rmk'), tenant, by: user, at: clock.now() };
      const remark = parseInput(Remark, packPayload(whole, redact).value);
      if (remark.type === 'artefact.reviewed') {
        const { artefacts } = await getRunState(store, { tenant, run: remark.run });
        if (!artefacts.some(({ id }) => id === remark.artefact))
          throw new RunError('artefact_not_found', `${remark.run} has no artefact ${remark.artefact}`, {
            nothingHappened: true,
          });
      }
      if ((await store.addRemark(remark)) === 'added') return remark;
      const kept = await store.listRemarks(tenant, remark.run);
      return kept.find(({ id }) => id === remark.id) ?? remark;
    },
    async listRemarks(principal, run) {
      assertRight(principal, 'view');
      await getSummary(store, { tenant: principal.tenant, run });
      return store.listRemarks(principal.tenant, run);
    },
  };
}

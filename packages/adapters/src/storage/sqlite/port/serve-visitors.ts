/** What a server asks for the people in front of it, and who works here. */
import type { Access, Fleet, Installation, Remarks } from '@tutti/engine';
import * as rows from '../../rows/parse-rows.ts';
import { parseCursor, toPage } from '../../rows/to-page.ts';
import type { StoreCalls } from '../store-calls.ts';
import { toKeyCells } from '../to-write-op.ts';
import { toWorkerRecord } from '../to-worker-record.ts';
import { KeyShelf } from './key-shelf.ts';

export function serveVisitors(calls: StoreCalls): Remarks & Access & Fleet & Installation {
  return { ...serveRemarks(calls), ...serveAccess(calls), ...serveFleet(calls) };
}

function serveRemarks(calls: StoreCalls): Remarks {
  return {
    addRemark(remark) {
      const { tenant, run, id } = remark;
      return calls.write('addRemark', { tenant, run, id, body: JSON.stringify(remark) }, run);
    },
    async listRemarks(tenant, run) {
      const bodies = await calls.read('listRemarks', { tenant, run });
      return calls.parse(() => bodies.map(rows.parseRemark));
    },
  };
}

function serveAccess(calls: StoreCalls): Access {
  const shelf = new KeyShelf();
  return {
    addKey: (key) => shelf.change(key.id, () => calls.write('addKey', toKeyCells(key))),
    async findKey(id) {
      calls.assertOpen();
      return shelf.find(id, async () => {
        const row = await calls.read('findKey', { id });
        return row && calls.parse(() => rows.parseKey(row));
      });
    },
    async listKeys(tenant, { limit, cursor }) {
      const found = await calls.read('listKeys', { tenant, limit: limit + 1, before: parseCursor(cursor) });
      const { page, next } = toPage(found, limit, ({ no }) => no);
      return { keys: calls.parse(() => page.map(rows.parseKey)), next };
    },
    async revokeKey(tenant, id, at) {
      const row = await shelf.change(id, () => calls.write('revokeKey', { tenant, id, at }));
      return row && calls.parse(() => rows.parseKey(row));
    },
    hasManager: (now) => calls.read('hasManager', { now }),
    addSession(session) {
      const { hash, expiresAt } = session;
      return calls.write('addSession', { hash, expiresAt, body: JSON.stringify(session) });
    },
    async findSession(hash) {
      const row = await calls.read('findSession', { hash });
      return row && calls.parse(() => rows.parseSession(row));
    },
    extendSession: (hash, expiresAt, now) => calls.write('extendSession', { hash, expiresAt, now }),
    removeSession: (hash) => calls.write('removeSession', { hash }),
    async keepRequest(wish, before) {
      const { tenant, user, key, at } = wish;
      const request = { tenant, user, key, at, body: JSON.stringify(wish) };
      const kept = await calls.write('keepRequest', { request, before });
      return calls.parse(() => rows.parseKeptRequest(kept));
    },
  };
}

function serveFleet(calls: StoreCalls): Fleet & Installation {
  return {
    announce: (card) => calls.write('announce', { worker: card.worker, card: JSON.stringify(card) }),
    async listWorkers(page) {
      const found = await calls.write('listWorkers', page);
      return calls.parse(() => found.rows.map((row) => toWorkerRecord(row, found.now)));
    },
    keepFact: (key, value) => calls.write('keepFact', { key, value }),
  };
}

/** What a server asks for the people in front of it, and who works here. */
import type { Access, Fleet, Installation, Remarks } from '@tutti/engine';
import type { StoreCalls } from '../store-calls.ts';

export function serveVisitors(calls: StoreCalls): Remarks & Access & Fleet & Installation {
  return {
    ...serveAccess(calls),
    addRemark: (remark) => calls.inOrder(remark.id, ({ library }) => library.addRemark(remark)),
    listRemarks: (tenant, run) => calls.read(({ library }) => library.listRemarks(tenant, run)),
    announce: (card) => calls.inOrder('card', ({ announce }) => announce(card)),
    listWorkers: (page) => calls.read(({ fleet }) => fleet.list(page)),
    keepFact: (key, value) => calls.inOrder(`fact ${key}`, ({ fleet }) => fleet.keepFact(key, value)),
  };
}

function serveAccess(calls: StoreCalls): Access {
  return {
    addKey: (key) => calls.inOrder(key.id, ({ access }) => access.addKey(key)),
    findKey: (id) => calls.read(({ access }) => access.findKey(id)),
    listKeys: (tenant, page) => calls.read(({ access }) => access.listKeys(tenant, page)),
    revokeKey: (tenant, id, at) => calls.inOrder(id, ({ access }) => access.revokeKey(tenant, id, at)),
    hasManager: (now) => calls.read(({ access }) => access.hasManager(now)),
    addSession: (session) => calls.inOrder(session.hash, ({ access }) => access.addSession(session)),
    findSession: (hash) => calls.read(({ access }) => access.findSession(hash)),
    extendSession: (hash, expiresAt, now) =>
      calls.inOrder(hash, ({ access }) => access.extendSession(hash, expiresAt, now)),
    removeSession: (hash) => calls.inOrder(hash, ({ access }) => access.removeSession(hash)),
    keepRequest: (wish, before) =>
      calls.inOrder(`${wish.user}/${wish.key}`, ({ access }) => access.keepRequest(wish, before)),
  };
}

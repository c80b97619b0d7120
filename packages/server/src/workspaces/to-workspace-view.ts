import type { Decision, ReviewState } from '@tutti/adapters/workspace';
import type { RunId } from '@tutti/protocol';
import { type DecisionView, toTime, type WorkspaceView } from '@tutti/protocol/api';

export function toWorkspaceView(run: RunId, host: string, { record, versions, files }: ReviewState): WorkspaceView {
  const { kind, state, repository, branch, baseBranch, base, decisions } = record;
  return {
    run,
    kind,
    host,
    discarded: state === 'discarded',
    ...(repository !== undefined && { repository }),
    ...(branch !== undefined && { branch }),
    ...(baseBranch !== undefined && { baseBranch }),
    base,
    versions: versions.map(({ version, before, about }) => ({
      version,
      before,
      ...(about && { agent: about.agent, path: about.path, at: toTime(about.at) }),
    })),
    files: files.map(({ decision, parts, ...file }) => ({
      ...file,
      ...(decision !== undefined && { decision }),
      ...(parts && { parts: { ...parts, accepted: [...parts.accepted], rejected: [...parts.rejected] } }),
    })),
    decisions: decisions.map(toDecisionView),
  };
}

function toDecisionView(decision: Decision): DecisionView {
  const { id, verdict, state, version, files, target, at, by, comment, undone } = decision;
  const parts = files.flatMap(({ path, part }) => (part ? [{ path, hunks: part.hunks, of: part.of }] : []));
  return {
    decision: id,
    verdict,
    state,
    version,
    files: files.filter(({ left }) => left !== true).map(({ path }) => path),
    ...(parts.length > 0 && { parts }),
    ...(target.kind === 'branch' && { branch: target.branch, commit: target.commit }),
    ...(target.kind === 'folder' && { folder: target.folder }),
    at: toTime(at),
    by,
    ...(comment !== undefined && { comment }),
    ...(undone && { undone: { ...undone, at: toTime(undone.at) } }),
  };
}

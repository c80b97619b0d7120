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
    files: files.map(({ decision, ...file }) => ({ ...file, ...(decision !== undefined && { decision }) })),
    decisions: decisions.map(toDecisionView),
  };
}

function toDecisionView({ id, verdict, version, files, target, at, by, comment, undone }: Decision): DecisionView {
  return {
    decision: id,
    verdict,
    version,
    files: files.filter(({ left }) => left !== true).map(({ path }) => path),
    ...(target.kind === 'branch' && { branch: target.branch, commit: target.commit }),
    ...(target.kind === 'folder' && { folder: target.folder }),
    at: toTime(at),
    by,
    ...(comment !== undefined && { comment }),
    ...(undone && { undone: { ...undone, at: toTime(undone.at) } }),
  };
}

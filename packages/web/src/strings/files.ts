/** Files that a run has made or changed, and their review. */
import type { DecisionView, FileDiffView, FilePartsView, FileView } from '@tutti/protocol/api';

const CHANGE: Record<FileView['change'], string> = { added: 'new', changed: 'changed', deleted: 'deleted' };
const STATUS: Record<FileView['status'], string> = {
  open: 'Open',
  accepted: 'Accepted',
  rejected: 'Rejected',
  partly: 'Accepted in part',
};
const SHOWN: Record<FileDiffView['shown'], string | undefined> = {
  whole: undefined,
  binary: 'This is no text.',
  too_large: 'This file is too large to be compared here.',
  cut: 'Only the beginning is shown; the download holds all of it.',
};

export const filesText = {
  title: 'Files',
  change: CHANGE,
  status: STATUS,
  shown: SHOWN,
  where: (repository: string | undefined, branch: string | undefined) =>
    repository === undefined ? 'in a folder of the run' : `${repository}, branch ${branch ?? ''}`,
  discarded: 'The files of this run were given up. What was decided about them is still known.',
  count: (files: number) => (files === 1 ? '1 file' : `${files} files`),
  downloadAll: 'Download all',
  download: 'Download',
  acceptAll: 'Accept all',
  rejectAll: 'Reject all',
  accept: 'Accept',
  reject: 'Reject',
  hunkOf: (hunk: number, path: string) => `Choose change ${hunk} of ${path}`,
  chosen: (hunks: number) => (hunks === 1 ? '1 change chosen' : `${hunks} changes chosen`),
  acceptChosen: 'Accept chosen',
  rejectChosen: 'Reject chosen',
  chooseNone: 'Choose none',
  showAll: 'Show all changes',
  partsOf: ({ of, accepted, rejected }: FilePartsView) =>
    `of ${of} changes ${accepted.length} accepted, ${rejected.length} rejected`,
  acceptFile: (path: string) => `Accept ${path}`,
  rejectFile: (path: string) => `Reject ${path}`,
  onto: 'Onto branch',
  ontoHint: 'The branch is moved on by one commit. Where it is checked out with changes, nothing happens.',
  since: 'Compared with',
  beginning: 'the beginning',
  version: (agent: string, version: string) => `${agent}, ${version}`,
  somebody: 'somebody',
  linesOf: (added: number, deleted: number) => `${added} lines added, ${deleted} deleted`,
  diffOf: (path: string) => `Changes in ${path}`,
  preview: 'Preview',
  previewOf: (path: string) => `Preview of ${path}`,
  truncated: 'This is only the beginning; the download holds all of it.',
  moreColumns: (columns: number) => `and ${columns} more columns`,
  noPreview: 'This cannot be shown here; the download holds it.',
  problem: (problem: string) => `It cannot be shown whole. ${problem} The download holds all of it.`,
  pagesOnly: (shown: number, all: number) =>
    `The text of ${shown === all ? `its ${all === 1 ? 'page' : `${all} pages`}` : `the first ${shown} of ${all} pages`}, without pictures and layout. The download looks as it was made.`,
  page: (number: number) => `Page ${number}`,
  emptyPage: 'There is no text on this page; it may be a picture.',
  moreRows: (rows: number) => `and ${rows} more rows`,
  more: 'There are more files than can be shown at once. `tutti diff` shows each by its name.',
  decisions: 'Decisions',
  undo: 'Undo',
  state: {
    begun: 'not finished yet',
    undoing: 'not taken back yet',
    undone: 'undone',
  },
  decided: (verdict: 'accepted' | 'rejected', { files, parts = [] }: Pick<DecisionView, 'files' | 'parts'>) => {
    const [only] = files;
    const [part] = parts;
    const whole = files.length === 1 && only !== undefined ? only : `${files.length} files`;
    const some = files.length > 1 && part ? `${whole}, ${parts.length} of them in part` : whole;
    const what = files.length === 1 && part ? `${part.hunks.length} of ${part.of} changes in ${part.path}` : some;
    return `${verdict === 'accepted' ? 'Accepted' : 'Rejected'} ${what}`;
  },
  target: (target: string, commit: string | undefined) =>
    commit === undefined ? `to ${target}` : `to ${target} as ${commit.slice(0, 10)}`,
  takenBack: (commit: string) => `taken back by ${commit.slice(0, 10)}`,
} as const;

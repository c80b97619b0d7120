import { useQuery } from '@tanstack/react-query';
import type { RunId } from '@tutti/protocol';
import { useState } from 'react';
import { filePreviewQuery } from '../../../client/queries.ts';
import { useServices } from '../../../client/services-context.tsx';
import { RefusalState } from '../../../domain/refusal-state.tsx';
import { filesText } from '../../../strings/files.ts';
import { Button } from '../../../ui/button.tsx';
import { Markdown } from '../../../ui/markdown.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { parseCsv } from './parse-csv.ts';

interface Props {
  readonly run: RunId;
  readonly path: string;
  readonly version: string;
}

/** Where a person reads it otherwise than as lines. */
export function isPreviewed(path: string): boolean {
  return /\.(?:md|markdown|csv)$/iu.test(path);
}

/** Nothing is fetched before somebody wants to see it. */
export function FilePreview({ run, path, version }: Props) {
  const [isShown, setShown] = useState(false);
  return (
    <div className="flex min-w-0 flex-col items-start gap-2">
      <Button
        size="sm"
        aria-expanded={isShown}
        aria-label={filesText.previewOf(path)}
        onClick={() => setShown(!isShown)}
      >
        {filesText.preview}
      </Button>
      {isShown && <Shown run={run} path={path} version={version} />}
    </div>
  );
}

function Shown({ run, path, version }: Props) {
  const { client } = useServices();
  const { data, error, refetch } = useQuery(filePreviewQuery(client, run, { path, version }));
  if (error && !data) return <RefusalState error={error} onRetry={() => refetch()} />;
  if (!data) return <Skeleton lines={4} />;
  return (
    <div className="w-full min-w-0 rounded-md border border-line p-3">
      {data.mediaType === 'text/csv' ? <CsvTable path={path} text={data.text} /> : <Markdown text={data.text} />}
      {data.truncated && <p className="pt-2 text-xs text-muted">{filesText.truncated}</p>}
    </div>
  );
}

const MOST_ROWS = 100;

function CsvTable({ path, text }: { path: string; text: string }) {
  const [head = [], ...rows] = parseCsv(text);
  const more = rows.length - MOST_ROWS;
  return (
    // What scrolls is reached by keyboard too.
    <div tabIndex={0} role="group" aria-label={filesText.previewOf(path)} className="max-h-96 overflow-auto">
      <table className="text-xs">
        <thead>
          <tr>
            {head.map((cell, column) => (
              <th
                key={`${column} ${cell}`}
                scope="col"
                className="border-b border-line px-2 py-1 text-left font-semibold"
              >
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MOST_ROWS).map((row, place) => (
            <tr key={`${place} ${row[0] ?? ''}`}>
              {row.map((cell, column) => (
                <td key={`${column} ${cell}`} className="border-b border-line px-2 py-1 align-top">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 && <p className="pt-2 text-xs text-muted">{filesText.moreRows(more)}</p>}
    </div>
  );
}

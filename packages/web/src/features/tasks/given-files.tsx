import { FilePlus2, X } from 'lucide-react';
import { useRef } from 'react';
import { sharedText } from '../../strings/shared.ts';
import { tasksText } from '../../strings/tasks.ts';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { findGivenMistake } from './read-given.ts';

interface Props {
  readonly files: readonly File[];
  readonly onChange: (files: readonly File[]) => void;
}

/** What agents are given to work on. Nothing is read before the task is sent. */
export function GivenFiles({ files, onChange }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const mistake = findGivenMistake(files);
  const add = (chosen: FileList | null) => {
    const more = [...(chosen ?? [])];
    // The same name again is a newer one of it.
    onChange([...files.filter(({ name }) => more.every((one) => one.name !== name)), ...more]);
  };
  return (
    <div className="flex min-w-0 flex-col items-start gap-2">
      <input
        ref={input}
        type="file"
        multiple
        aria-label={tasksText.given}
        hidden
        onChange={({ currentTarget }) => {
          add(currentTarget.files);
          // So that the same file can be chosen again.
          currentTarget.value = '';
        }}
      />
      <Button icon={FilePlus2} onClick={() => input.current?.click()}>
        {tasksText.addFiles}
      </Button>
      <p className="text-xs text-muted">{tasksText.givenHint}</p>
      {files.length > 0 && (
        <ul aria-label={tasksText.given} className="flex w-full min-w-0 flex-col">
          {files.map((file) => (
            <li key={file.name} className="flex min-w-0 items-center gap-2">
              <span className="min-w-0 truncate font-mono text-xs">{file.name}</span>
              <span className="shrink-0 text-xs text-muted">{sharedText.bytes(file.size)}</span>
              <IconButton
                size="sm"
                icon={X}
                label={tasksText.removeFile(file.name)}
                onClick={() => onChange(files.filter((one) => one !== file))}
              />
            </li>
          ))}
        </ul>
      )}
      {mistake !== undefined && (
        <p role="alert" className="text-xs text-danger">
          {mistake}
        </p>
      )}
    </div>
  );
}

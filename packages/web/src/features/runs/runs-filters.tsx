import { RunStatus } from '@tutti/protocol';
import { ChevronDown } from 'lucide-react';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { RunFilter } from '../../client/queries.ts';
import { runsText } from '../../strings/runs.ts';
import { sharedText } from '../../strings/shared.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Popover } from '../../ui/popover.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { Toolbar } from '../../ui/toolbar.tsx';

const TYPING_MS = 250;

interface Props {
  readonly filter: RunFilter;
  readonly onChange: (filter: RunFilter) => void;
}

export function RunsFilters({ filter, onChange }: Props) {
  const { status, text } = filter;
  const [typed, setTyped] = useState(text);
  // What this field has asked for: when it arrives in the address, more may have been typed.
  const asked = useRef(text);
  const search = useEffectEvent(() => {
    if (typed === text) return;
    asked.current = typed;
    onChange({ status, text: typed });
  });
  useEffect(() => {
    const timer = setTimeout(() => search(), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  // The address may change without the field, as with the browser's way back.
  const follow = useEffectEvent(() => {
    if (text !== asked.current) setTyped(text);
    asked.current = text;
  });
  useEffect(() => follow(), [text]);
  return (
    <Toolbar label={runsText.filters}>
      <div className="min-w-0 flex-1 basis-52 sm:max-w-80">
        <SearchField
          label={runsText.search}
          placeholder={runsText.searchPlaceholder}
          maxLength={200}
          value={typed}
          onChange={setTyped}
        />
      </div>
      <StatusFilter status={status} onChange={(changed) => onChange({ status: changed, text: typed })} />
      {(status.length > 0 || text !== '') && (
        <Button
          variant="ghost"
          onClick={() => {
            setTyped('');
            onChange({ status: [], text: '' });
          }}
        >
          {runsText.clear}
        </Button>
      )}
    </Toolbar>
  );
}

interface StatusProps {
  readonly status: readonly RunStatus[];
  readonly onChange: (status: readonly RunStatus[]) => void;
}

function StatusFilter({ status, onChange }: StatusProps) {
  return (
    <Popover
      label={runsText.status}
      trigger={
        <Button icon={ChevronDown}>{status.length > 0 ? runsText.statusSome(status.length) : runsText.status}</Button>
      }
    >
      <div className="flex flex-col gap-1.5">
        {RunStatus.options.map((one) => (
          <Checkbox
            key={one}
            label={sharedText.status[one]}
            checked={status.includes(one)}
            onChange={(on) => onChange(on ? [...status, one] : status.filter((other) => other !== one))}
          />
        ))}
      </div>
    </Popover>
  );
}

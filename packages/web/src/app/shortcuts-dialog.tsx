import { appText } from '../strings/app.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { useDestinations } from './use-destinations.ts';

const words = appText.shortcutsOf;

export function ShortcutsDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const destinations = useDestinations();
  const rows = [
    { keys: 'Ctrl K', label: words.palette },
    { keys: 'n', label: words.newTask },
    ...destinations.map(({ id, key }) => ({ keys: `g ${key}`, label: words[id] })),
    { keys: '?', label: words.shortcuts },
  ];
  return (
    <Dialog open={open} onClose={onClose} title={appText.shortcuts} size="sm">
      <dl className="flex flex-col divide-y divide-line">
        {rows.map(({ keys, label }) => (
          <div key={keys} className="flex items-center justify-between gap-4 py-1.5">
            <dt>{label}</dt>
            <dd>
              <Kbd keys={keys} />
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}

import { galleryText as text } from '../../strings/gallery.ts';
import { Badge } from '../../ui/badge.tsx';
import { Panel } from '../../ui/panel.tsx';
import { StatusDot } from '../../ui/status-dot.tsx';
import type { Tone } from '../../ui/tone.ts';

const tones: readonly Tone[] = ['neutral', 'info', 'progress', 'attention', 'success', 'danger'];
const surfaces = [
  ['canvas', 'bg-canvas'],
  ['surface', 'bg-surface'],
  ['sunken', 'bg-sunken'],
  ['hover', 'bg-hover'],
  ['selected', 'bg-selected'],
] as const;

export function TypeScale() {
  return (
    <Panel title={text.sections.type}>
      <div className="flex flex-col gap-1.5">
        <p className="text-xl font-semibold">{text.type.xl}</p>
        <p className="text-lg font-semibold">{text.type.lg}</p>
        <p className="text-md">{text.type.md}</p>
        <p>{text.type.sm}</p>
        <p className="text-xs text-muted">{text.type.xs}</p>
        <p className="font-mono text-xs">{text.type.mono}</p>
      </div>
    </Panel>
  );
}

export function Colours() {
  return (
    <Panel title={text.sections.colour}>
      <div className="flex flex-col gap-4">
        <ul className="grid grid-cols-2 gap-2 sm:grid-cols-3">
          {tones.map((tone) => (
            <li key={tone} className="flex items-center gap-2">
              <StatusDot tone={tone} pulse={tone === 'progress'} />
              <Badge tone={tone}>{text.tones[tone]}</Badge>
            </li>
          ))}
        </ul>
        <ul className="flex flex-wrap gap-2">
          {surfaces.map(([name, look]) => (
            <li key={name} className={`rounded-md border border-line px-3 py-2 text-xs text-muted ${look}`}>
              {text.surfaces[name]}
            </li>
          ))}
        </ul>
      </div>
    </Panel>
  );
}

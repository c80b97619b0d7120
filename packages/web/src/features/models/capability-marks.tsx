import type { ModelView } from '@tutti/protocol/api';
import { AudioLines, Braces, Brain, FileText, Image, Video, Wrench } from 'lucide-react';
import { modelsText } from '../../strings/models.ts';
import type { Icon } from '../../ui/icon.ts';

type Capability = keyof typeof modelsText.can;
const ICONS: readonly (readonly [Capability, Icon])[] = [
  ['tools', Wrench],
  ['structured', Braces],
  ['reasoning', Brain],
  ['image', Image],
  ['pdf', FileText],
  ['audio', AudioLines],
  ['video', Video],
];

/** What a model can do beyond words, as small marks; each says what it means. */
export function CapabilityMarks({ model }: { model: ModelView }) {
  const own = ICONS.filter(([capability]) => hasCapability(model, capability));
  if (own.length === 0) return <span className="text-xs text-muted">{modelsText.cannot}</span>;
  return (
    <ul className="flex flex-wrap items-center gap-1.5 text-muted">
      {own.map(([capability, Glyph]) => (
        <li key={capability} title={modelsText.can[capability]} className="inline-flex">
          <Glyph size={14} aria-hidden strokeWidth={1.75} />
          <span className="sr-only">{modelsText.can[capability]}</span>
        </li>
      ))}
    </ul>
  );
}

function hasCapability({ tools, structured, reasoning, input }: ModelView, capability: Capability): boolean {
  switch (capability) {
    case 'tools':
      return tools;
    case 'structured':
      return structured;
    case 'reasoning':
      return reasoning;
    case 'image':
    case 'pdf':
    case 'audio':
    case 'video':
      return input.includes(capability);
    default:
      return capability satisfies never;
  }
}

import type { ToolServerView } from '@tutti/protocol/api';
import { TOOL_SERVERS } from '../../client/tool-queries.ts';
import { useAct } from '../../client/use-act.ts';
import { toolsText as text } from '../../strings/tools.ts';
import { Banner } from '../../ui/banner.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';

interface Props {
  readonly view: ToolServerView;
  readonly onClose: () => void;
  /** It runs, and there are tools to look at. */
  readonly onAllowed: (connected: ToolServerView) => void;
}

/** Exactly what would be started, a word a line, so that nothing can hide between words; and nothing else is allowed by it. */
export function ConsentDialog({ view, onClose, onAllowed }: Props) {
  const { server, kind, consent } = view;
  const { act, busy, refused } = useAct(TOOL_SERVERS);
  const allow = async () => {
    if (!consent) return;
    const { hash } = consent;
    const connected = await act(async (client) => {
      await client.call('consentToToolServer', { server, hash });
      return client.call('connectToolServer', { server });
    });
    if (connected) onAllowed(connected);
  };
  return (
    <FormDialog
      onClose={onClose}
      title={text.consentTitle(server)}
      size="md"
      submitLabel={text.consentSubmit[kind]}
      onSubmit={() => void allow()}
      busy={busy}
      refused={refused}
    >
      <p>{kind === 'url' ? text.consentUrl : text.consentCommand}</p>
      {consent && <Consented consent={consent} />}
      {kind === 'command' && <Banner tone="attention">{text.consentRights}</Banner>}
    </FormDialog>
  );
}

function Consented({ consent }: { consent: NonNullable<ToolServerView['consent']> }) {
  const { command = [], url, cwd, settings, before } = consent;
  const words = command.map((value, index) => ({ label: index === 0 ? text.program : text.word(index), value }));
  const rows = [
    ...words,
    ...(url === undefined ? [] : [{ label: text.urlLabel, value: url }]),
    ...(cwd === undefined ? [] : [{ label: text.folder, value: cwd }]),
    ...settings.map(({ name, value, secret = '' }) => ({
      label: text.settings,
      value: `${name}=${value ?? text.secretOf(secret)}`,
    })),
  ];
  return (
    <>
      <dl data-consent className="flex min-w-0 flex-col divide-y divide-line rounded-md border border-line">
        {rows.map(({ label, value }, index) => (
          <div key={`${label} ${index.toString()}`} className="flex min-w-0 flex-col gap-x-3 px-3 py-1.5 sm:flex-row">
            <dt className="w-20 shrink-0 text-xs text-muted">{label}</dt>
            <dd className="min-w-0 font-mono text-xs whitespace-pre-wrap [overflow-wrap:anywhere]">{value}</dd>
          </div>
        ))}
      </dl>
      {before !== undefined && (
        <p className="text-xs text-muted [overflow-wrap:anywhere]">
          {text.consentBefore} <code className="font-mono">{before}</code>
        </p>
      )}
    </>
  );
}

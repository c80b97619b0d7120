import { useQuery } from '@tanstack/react-query';
import type { Setting } from '@tutti/protocol/api';
import { settingsQuery } from '../../client/queries.ts';
import { useServices } from '../../client/services-context.tsx';
import { RefusalState } from '../../domain/refusal-state.tsx';
import { systemText } from '../../strings/system.ts';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';

/** Each setting with its value, where that comes from, and what it can be set with. */
export function SettingsPanel() {
  const { client } = useServices();
  const { data, error, refetch } = useQuery(settingsQuery(client));
  return (
    <Panel
      title={systemText.settings}
      meta={<span className="text-xs text-muted">{systemText.settingsMeta}</span>}
      flush
    >
      {!data && error && <RefusalState error={error} onRetry={() => refetch()} />}
      {!data && !error && <Skeleton lines={8} />}
      {data && (
        <ul className="divide-y divide-line">
          {data.items.map((setting) => (
            <SettingLine key={setting.name} setting={setting} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function SettingLine({ setting }: { setting: Setting }) {
  const { name, description, source, variables, unused } = setting;
  return (
    <li className="grid min-w-0 gap-x-4 gap-y-0.5 px-4 py-2 sm:grid-cols-[14rem_minmax(0,1fr)_minmax(0,14rem)]">
      <code className="font-mono text-xs leading-5 break-all">{name}</code>
      <div className="min-w-0">
        <ValueText setting={setting} />
        <p className="text-xs text-muted">
          {description} {variables.length > 0 && systemText.setWith(variables.join(', '))}
        </p>
      </div>
      <p className="min-w-0 text-xs leading-5 break-words text-muted sm:text-right">
        {source}
        {unused && <span className="block">{systemText.unused}</span>}
      </p>
    </li>
  );
}

function ValueText({ setting: { value, isSet, secret } }: { setting: Setting }) {
  if (secret && isSet) return <span className="text-muted">{systemText.secret}</span>;
  if (value === null || value === '') return <span className="text-muted">{systemText.notSet}</span>;
  return <span className="font-medium break-all">{String(value)}</span>;
}

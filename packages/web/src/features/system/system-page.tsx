import { useQuery } from '@tanstack/react-query';
import { meQuery } from '../../client/queries.ts';
import { useServices } from '../../client/services-context.tsx';
import { systemText } from '../../strings/system.ts';
import { PageBody } from '../../ui/page-body.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Panel } from '../../ui/panel.tsx';
import { KeysPanel } from './keys-panel.tsx';
import { SettingsPanel } from './settings-panel.tsx';
import { StatusPanel } from './status-panel.tsx';
import { YouPanel } from './you-panel.tsx';

export function SystemPage() {
  const { client } = useServices();
  const { data: me } = useQuery(meQuery(client));
  const mayManage = me?.rights.includes('manage') ?? true;
  return (
    <>
      <PageHeader title={systemText.title} />
      <PageBody>
        <StatusPanel />
        {me && <YouPanel me={me} />}
        {mayManage ? (
          <>
            <KeysPanel />
            <SettingsPanel />
          </>
        ) : (
          <Panel title={systemText.settings}>
            <p className="text-muted">{systemText.noRight}</p>
          </Panel>
        )}
      </PageBody>
    </>
  );
}

import { useNavigate } from '@tanstack/react-router';
import { useMayManage } from '../../../domain/use-may-manage.ts';
import { agentEditorText as text } from '../../../strings/agent-editor.ts';
import { agentsText } from '../../../strings/agents.ts';
import { Banner } from '../../../ui/banner.tsx';
import { PageBody } from '../../../ui/page-body.tsx';
import { PageHeader } from '../../../ui/page-header.tsx';
import { TextLink } from '../../../ui/text-link.tsx';
import { useToast } from '../../../ui/toast.tsx';
import { NEW_DRAFT } from './agent-draft.ts';
import { AgentEditor } from './agent-editor.tsx';

export function NewAgentPage() {
  const navigate = useNavigate();
  const toast = useToast();
  const mayManage = useMayManage();
  return (
    <>
      <PageHeader
        title={text.newAgent}
        meta={text.newIntro}
        above={
          <TextLink plain to="/ui/agents">
            {agentsText.title}
          </TextLink>
        }
      />
      <PageBody>
        {mayManage === false && <Banner tone="attention">{text.lookOnly}</Banner>}
        {mayManage && (
          <AgentEditor
            id={undefined}
            begun={NEW_DRAFT}
            onLeave={() => void navigate({ to: '/ui/agents' })}
            onSaved={({ id }) => {
              toast({ tone: 'success', title: text.created(id) });
              void navigate({ to: '/ui/agents/$agent', params: { agent: id } });
            }}
          />
        )}
      </PageBody>
    </>
  );
}

import { Drama } from 'lucide-react';
import { useMayManage } from '../../domain/use-may-manage.ts';
import { useRehearsal } from '../../domain/use-rehearsal.ts';
import { modelsText as text } from '../../strings/models.ts';
import { Banner } from '../../ui/banner.tsx';
import { ButtonLink } from '../../ui/button-link.tsx';
import { CodeBlock } from '../../ui/code-block.tsx';
import { Panel } from '../../ui/panel.tsx';

/** No model can be called: says who answers then, and what to do about it. */
export function NoModels() {
  const isRehearsing = useRehearsal();
  if (isRehearsing === undefined) return null;
  return isRehearsing ? <Rehearsing /> : <Banner tone="attention">{text.noneNow}</Banner>;
}

function Rehearsing() {
  const mayManage = useMayManage();
  return (
    <Panel title={text.rehearsing} meta={<Drama size={15} aria-hidden className="text-muted" />}>
      <div className="flex flex-col gap-4">
        <p className="max-w-3xl">{text.rehearsingBody}</p>
        <div className="grid min-w-0 gap-4 lg:grid-cols-2">
          <section className="flex min-w-0 flex-col gap-2">
            <h3 className="font-medium">{text.withKey}</h3>
            <p className="text-muted">{text.withKeyBody}</p>
            <CodeBlock text={text.environmentExample} />
            {mayManage === false ? (
              <p className="text-xs text-muted">{text.manageOnly}</p>
            ) : (
              <p>
                <ButtonLink to="/ui/models" search={{ tab: 'providers' }} variant="primary">
                  {text.addKey}
                </ButtonLink>
              </p>
            )}
          </section>
          <section className="flex min-w-0 flex-col gap-2">
            <h3 className="font-medium">{text.withLocal}</h3>
            <p className="text-muted">{text.withLocalBody}</p>
            <CodeBlock text={text.ollamaExample} />
          </section>
        </div>
      </div>
    </Panel>
  );
}

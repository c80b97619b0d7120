import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { AgentId } from '@tutti/protocol';
import type { RouteExplanation } from '@tutti/protocol/api';
import { useState } from 'react';
import { agentsQuery } from '../../../client/queries.ts';
import { useServices } from '../../../client/services-context.tsx';
import { describeRefusal, toRefusal } from '../../../client/to-refusal.ts';
import { type ComplexityChoice, ComplexityField } from '../../../domain/complexity-field.tsx';
import { useMayUse } from '../../../domain/use-may-use.ts';
import { modelsText } from '../../../strings/models.ts';
import { sharedText } from '../../../strings/shared.ts';
import { Banner } from '../../../ui/banner.tsx';
import { Button } from '../../../ui/button.tsx';
import { Checkbox } from '../../../ui/checkbox.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { Select } from '../../../ui/select.tsx';
import { TextArea } from '../../../ui/text-area.tsx';
import { RouteAnswer } from './route-answer.tsx';

const text = modelsText.which;
const NEEDS = ['tools', 'structured', 'image'] as const;
type Need = (typeof NEEDS)[number];

interface Question {
  readonly words: string;
  /** Empty: nobody's policy. */
  readonly agent: string;
  readonly complexity: ComplexityChoice;
  readonly needs: readonly Need[];
}

/** Asks the router what it would do, and why. */
export function WhichTab() {
  const { agent = '' } = useSearch({ from: '/shell/ui/models' });
  const [question, setQuestion] = useState<Question>({ words: '', agent, complexity: 'auto', needs: [] });
  const { explanation, mistake, refused, ask } = useAsk();
  const mayUse = useMayUse();
  return (
    <div className="flex min-w-0 flex-col gap-4 pt-3 pb-6">
      <Panel title={modelsText.tab.which} meta={<span className="text-xs text-muted">{text.intro}</span>}>
        <form
          noValidate
          className="flex max-w-2xl flex-col gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            void ask(question);
          }}
        >
          <Fields question={question} onChange={setQuestion} mistake={mistake} />
          {refused !== undefined && <Banner tone="danger">{refused}</Banner>}
          {mayUse ? (
            <div>
              <Button variant="primary" type="button" onClick={() => ask(question)}>
                {text.ask}
              </Button>
            </div>
          ) : (
            <p className="text-muted">{sharedText.lookOnly}</p>
          )}
        </form>
      </Panel>
      <div aria-live="polite">{explanation && <RouteAnswer explanation={explanation} />}</div>
    </div>
  );
}

interface FieldsProps {
  readonly question: Question;
  readonly onChange: (question: Question) => void;
  readonly mistake: string | undefined;
}

function Fields({ question, onChange, mistake }: FieldsProps) {
  const { client } = useServices();
  const agents = useQuery(agentsQuery(client));
  const change = (changes: Partial<Question>) => onChange({ ...question, ...changes });
  const { words, agent, complexity, needs } = question;
  return (
    <>
      <TextArea
        label={text.text}
        placeholder={text.textPlaceholder}
        rows={3}
        maxLength={20_000}
        value={words}
        onChange={(typed) => change({ words: typed })}
        error={mistake}
      />
      <div className="sm:max-w-72">
        <Select
          label={text.agent}
          options={[
            { value: '', label: text.anyAgent },
            ...(agents.data ?? []).map(({ id }) => ({ value: id as string, label: id })),
          ]}
          value={agent}
          onChange={(chosen) => change({ agent: chosen })}
        />
      </div>
      <ComplexityField value={complexity} onChange={(chosen) => change({ complexity: chosen })} />
      <fieldset className="flex flex-wrap gap-x-6 gap-y-1">
        <legend className="mb-1 text-sm font-medium">{text.needs}</legend>
        {NEEDS.map((need) => (
          <Checkbox
            key={need}
            label={text[need]}
            checked={needs.includes(need)}
            onChange={(on) => change({ needs: on ? [...needs, need] : needs.filter((one) => one !== need) })}
          />
        ))}
      </fieldset>
    </>
  );
}

function useAsk() {
  const { client } = useServices();
  const [explanation, setExplanation] = useState<RouteExplanation>();
  const [mistake, setMistake] = useState<string>();
  const [refused, setRefused] = useState<string>();
  const ask = async ({ words, agent, complexity, needs }: Question): Promise<void> => {
    setRefused(undefined);
    setMistake(words.trim() === '' ? text.textMissing : undefined);
    if (words.trim() === '') return;
    const named = AgentId.safeParse(agent).data;
    try {
      const answer = await client.call('explainRoute', {
        text: words.trim(),
        ...(named !== undefined && { agent: named }),
        ...(complexity !== 'auto' && { complexity }),
        needs: {
          ...(needs.includes('tools') && { tools: true }),
          ...(needs.includes('structured') && { structured: true }),
          ...(needs.includes('image') && { input: ['image'] }),
        },
      });
      setExplanation(answer);
    } catch (error) {
      setExplanation(undefined);
      setRefused(describeRefusal(toRefusal(error)));
    }
  };
  return { explanation, mistake, refused, ask };
}

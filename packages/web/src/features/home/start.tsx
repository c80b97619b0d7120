import { useState } from 'react';
import { toRefusal } from '../../client/to-refusal.ts';
import { useMayUse } from '../../domain/use-may-use.ts';
import { useSubmitTask } from '../../domain/use-submit-task.ts';
import { homeText } from '../../strings/home.ts';
import { sharedText } from '../../strings/shared.ts';
import { tasksText } from '../../strings/tasks.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { TextLink } from '../../ui/text-link.tsx';

/** For whoever has not begun yet: one field, three examples, one press. */
export function Start() {
  const submit = useSubmitTask();
  const mayUse = useMayUse();
  const [goal, setGoal] = useState('');
  const [mistake, setMistake] = useState<string>();
  const start = async (wish: string): Promise<void> => {
    if (wish.trim() === '') return setMistake(tasksText.goalMissing);
    setMistake(undefined);
    try {
      await submit({ goal: wish.trim() });
    } catch (error) {
      setMistake(toRefusal(error).detail);
    }
  };
  if (!mayUse) return <p className="text-muted">{sharedText.lookOnly}</p>;
  return (
    <section className="flex max-w-2xl flex-col gap-4" aria-label={homeText.welcome}>
      <h2 className="text-xl font-semibold">{homeText.welcome}</h2>
      <p className="text-muted">{homeText.welcomeBody}</p>
      {mistake !== undefined && <Banner tone="danger">{mistake}</Banner>}
      <TextArea label={homeText.goal} placeholder={homeText.goalPlaceholder} value={goal} onChange={setGoal} rows={3} />
      <div className="flex flex-wrap items-center gap-3">
        <Button variant="primary" onClick={() => start(goal)}>
          {homeText.start}
        </Button>
        <TextLink to="/ui/tasks/new">{homeText.moreOptions}</TextLink>
      </div>
      <ul className="flex flex-col gap-2">
        {homeText.examples.map((example) => (
          <li key={example} className="flex items-start gap-3 rounded-lg border border-line bg-surface p-3">
            <p className="min-w-0 flex-1">{example}</p>
            <Button size="sm" onClick={() => start(example)} aria-label={`${homeText.startThis}: ${example}`}>
              {homeText.startThis}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

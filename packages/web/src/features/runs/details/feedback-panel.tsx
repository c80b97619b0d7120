import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { RunId } from '@tutti/protocol';
import { ThumbsDown, ThumbsUp } from 'lucide-react';
import { useState } from 'react';
import { runDetailQuery } from '../../../client/queries.ts';
import { useServices } from '../../../client/services-context.tsx';
import { toRefusal } from '../../../client/to-refusal.ts';
import { useMayUse } from '../../../domain/use-may-use.ts';
import { runText } from '../../../strings/run.ts';
import { Banner } from '../../../ui/banner.tsx';
import { Button } from '../../../ui/button.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { Time } from '../../../ui/time.tsx';

/** What people say about a run; kept beside its journal, never changed. */
export function FeedbackPanel({ run }: { run: RunId }) {
  const { client } = useServices();
  const { data } = useQuery(runDetailQuery(client, run));
  const mayUse = useMayUse();
  return (
    <Panel title={runText.feedback}>
      <div className="flex flex-col gap-3">
        {data && data.feedback.length > 0 && (
          <ul className="flex flex-col gap-2">
            {data.feedback.map(({ rating, comment, at }) => (
              <li key={`${at} ${rating} ${comment ?? ''}`} className="flex items-start gap-2">
                <RatingIcon rating={rating} />
                <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
                  {rating === 'good' ? runText.good : runText.bad}
                  {comment !== undefined && `: ${comment}`}
                </span>
                <span className="text-xs text-muted">
                  <Time at={at} relative />
                </span>
              </li>
            ))}
          </ul>
        )}
        {mayUse && <FeedbackForm run={run} />}
      </div>
    </Panel>
  );
}

function RatingIcon({ rating }: { rating: 'good' | 'bad' }) {
  const Icon = rating === 'good' ? ThumbsUp : ThumbsDown;
  return <Icon size={14} aria-hidden className="mt-0.5 shrink-0 text-muted" />;
}

function FeedbackForm({ run }: { run: RunId }) {
  const { client } = useServices();
  const queries = useQueryClient();
  const [comment, setComment] = useState('');
  const [refused, setRefused] = useState<string>();
  const say = async (rating: 'good' | 'bad'): Promise<void> => {
    setRefused(undefined);
    try {
      const said = comment.trim();
      await client.call('giveFeedback', { run, rating, ...(said !== '' && { comment: said }) });
      setComment('');
      await queries.invalidateQueries({ queryKey: runDetailQuery(client, run).queryKey });
    } catch (error) {
      setRefused(toRefusal(error).detail);
    }
  };
  return (
    <>
      {refused !== undefined && <Banner tone="danger">{refused}</Banner>}
      <TextField label={runText.comment} optional maxLength={5_000} value={comment} onChange={setComment} />
      <div role="group" aria-label={runText.feedbackAsk} className="flex flex-wrap items-center gap-2">
        <span className="text-muted">{runText.feedbackAsk}</span>
        <Button size="sm" icon={ThumbsUp} onClick={() => say('good')}>
          {runText.good}
        </Button>
        <Button size="sm" icon={ThumbsDown} onClick={() => say('bad')}>
          {runText.bad}
        </Button>
      </div>
    </>
  );
}

import { useQueryClient } from '@tanstack/react-query';
import type { ArtefactId, RunId } from '@tutti/protocol';
import type { ArtefactView } from '@tutti/protocol/api';
import { Check, X } from 'lucide-react';
import { useState } from 'react';
import { artefactsQuery } from '../../../client/queries.ts';
import { useServices } from '../../../client/services-context.tsx';
import { toRefusal } from '../../../client/to-refusal.ts';
import { useMayUse } from '../../../domain/use-may-use.ts';
import { runText } from '../../../strings/run.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Banner } from '../../../ui/banner.tsx';
import { Button } from '../../../ui/button.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { Time } from '../../../ui/time.tsx';

interface Props {
  readonly run: RunId;
  readonly artefact: ArtefactId;
  readonly review: ArtefactView['review'];
}

export function ReviewForm({ run, artefact, review }: Props) {
  const { client } = useServices();
  const queries = useQueryClient();
  const mayUse = useMayUse();
  const [comment, setComment] = useState('');
  const [refused, setRefused] = useState<string>();
  const say = async (verdict: 'accepted' | 'rejected'): Promise<void> => {
    setRefused(undefined);
    try {
      const said = comment.trim();
      await client.call('reviewArtefact', { run, artefact, verdict, ...(said !== '' && { comment: said }) });
      setComment('');
      await queries.invalidateQueries({ queryKey: artefactsQuery(client, run).queryKey });
    } catch (error) {
      setRefused(toRefusal(error).detail);
    }
  };
  return (
    <footer className="flex flex-col gap-3 border-t border-line bg-canvas p-4">
      {review && <Review review={review} />}
      {refused !== undefined && <Banner tone="danger">{refused}</Banner>}
      {mayUse && (
        <div className="flex flex-wrap items-end gap-2">
          <div className="min-w-0 flex-1 basis-48 sm:max-w-md">
            <TextField label={runText.reviewComment} optional maxLength={5_000} value={comment} onChange={setComment} />
          </div>
          <Button icon={Check} onClick={() => say('accepted')}>
            {runText.accept}
          </Button>
          <Button icon={X} onClick={() => say('rejected')}>
            {runText.reject}
          </Button>
        </div>
      )}
    </footer>
  );
}

function Review({ review: { verdict, comment, at } }: { review: NonNullable<Props['review']> }) {
  return (
    <p className="flex flex-wrap items-center gap-2">
      <Badge tone={verdict === 'accepted' ? 'success' : 'danger'} icon={verdict === 'accepted' ? Check : X}>
        {verdict === 'accepted' ? runText.accepted : runText.rejected}
      </Badge>
      {comment !== undefined && <span className="min-w-0 [overflow-wrap:anywhere]">{comment}</span>}
      <span className="text-xs text-muted">
        <Time at={at} relative />
      </span>
    </p>
  );
}

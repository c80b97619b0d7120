import { RunError } from '@tutti/engine';
import { RemarkId, type RunId } from '@tutti/protocol';
import { type Api, type FeedbackView, toFeedbackView } from '@tutti/protocol/api';
import type { Call } from '../http/call.ts';
import type { Home } from '../home/open-home.ts';

type FeedbackCall = Pick<Call<Api['giveFeedback']>, 'caller' | 'body' | 'newIds'>;

export async function addFeedback(
  { caller, body, newIds }: FeedbackCall,
  home: Home,
  run: RunId,
): Promise<FeedbackView> {
  const id = RemarkId.parse((await newIds('rmk')).rmk);
  const { rating, comment } = body;
  const said = { type: 'feedback.given', run, id, rating, ...(comment !== undefined && { comment }) } as const;
  const remark = await home.engine.addRemark(caller.principal, said);
  if (remark.type !== 'feedback.given') throw new RunError('internal', `${remark.id} is kept as something else`);
  return toFeedbackView(remark);
}

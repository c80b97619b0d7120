import type { Remark } from '@tutti/protocol';
import { expect, it } from 'vitest';
import { completed, type RunScript } from './run-script.ts';
import { type OpenStoreUnderTest, shareStore } from './store-under-test.ts';
import { nextRemarkId, nextRun, nextUser } from './test-ids.ts';

export function testRemarks(open: OpenStoreUnderTest): void {
  const fixture = shareStore(open);
  const { add, list } = {
    add: (remark: Remark) => fixture.store.addRemark(remark),
    list: (run: RunScript) => fixture.store.listRemarks(run.tenant, run.run),
  };

  it('keeps remarks in the order in which they were made, also about a run that has ended', async () => {
    const run = await fixture.drive();
    const [first, second] = [toRemark(run), toRemark(run, { rating: 'bad', comment: 'Too long' })];
    expect(await add(first)).toBe('added');
    await run.append([completed]);
    expect(await add(second)).toBe('added');
    expect(await list(run)).toEqual([first, second]);
  });

  it('takes the same id twice for the same remark', async () => {
    const run = await fixture.submit();
    const remark = toRemark(run);
    expect(await Promise.all([add(remark), add({ ...remark, at: remark.at + 1 })])).toEqual(['added', 'known']);
    expect(await add(remark)).toBe('known');
    expect(await list(run)).toEqual([remark]);
  });

  it('refuses a remark about a run that is not there', async () => {
    const run = await fixture.submit();
    await expect(add({ ...toRemark(run), run: nextRun() })).rejects.toMatchObject({ code: 'run_not_found' });
    expect(await list(run)).toEqual([]);
  });

  it('keeps the remarks of each run and of each tenant apart', async () => {
    const mine = await fixture.submit();
    const other = await fixture.submit();
    const remark = toRemark(mine);
    await add(remark);
    fixture.newTenant();
    const theirs = await fixture.submit({ run: mine.run });

    expect(await list(other)).toEqual([]);
    expect(await list(theirs)).toEqual([]);
    expect(await add({ ...remark, tenant: theirs.tenant })).toBe('added');
    expect(await list(mine)).toEqual([remark]);
    await expect(add({ ...toRemark(other), tenant: theirs.tenant })).rejects.toMatchObject({ code: 'run_not_found' });
  });

  it('has them again when it is opened again', async () => {
    const run = await fixture.submit();
    const remark = toRemark(run);
    await add(remark);
    await fixture.reopen();
    expect(await list(run)).toEqual([remark]);
    expect(await add(remark)).toBe('known');
  });
}

type Feedback = Extract<Remark, { type: 'feedback.given' }>;

function toRemark({ tenant, run }: RunScript, more: Partial<Feedback> = {}): Remark {
  return { type: 'feedback.given', id: nextRemarkId(), tenant, run, by: nextUser(), at: 1, rating: 'good', ...more };
}

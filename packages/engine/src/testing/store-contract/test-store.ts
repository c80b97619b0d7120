import { describe } from 'vitest';
import type { OpenStoreUnderTest } from './store-under-test.ts';
import { testAccess } from './test-access.ts';
import { testAccounts } from './test-accounts.ts';
import { testClaims } from './test-claims.ts';
import { testFairness } from './test-fairness.ts';
import { testFeed } from './test-feed.ts';
import { testFence } from './test-fence.ts';
import { testFleet } from './test-fleet.ts';
import { testJournal } from './test-journal.ts';
import { testLibrary } from './test-library.ts';
import { testNotices } from './test-notices.ts';
import { testParking } from './test-parking.ts';
import { testQueue } from './test-queue.ts';
import { testRemarks } from './test-remarks.ts';
import { testSearch } from './test-search.ts';
import { testSignals } from './test-signals.ts';
import { testTaskLists } from './test-task-lists.ts';
import { testTenants } from './test-tenants.ts';

/** What every store must do, whatever it is made of. Call it inside a `describe` of the store's own name. */
export function testStore(open: OpenStoreUnderTest): void {
  describe('journal', () => testJournal(open));
  describe('fence', () => testFence(open));
  describe('claims', () => testClaims(open));
  describe('signals', () => testSignals(open));
  describe('parking', () => testParking(open));
  describe('queue', () => testQueue(open));
  describe('fairness', () => testFairness(open));
  describe('fleet', () => testFleet(open));
  describe('notices', () => testNotices(open));
  describe('accounts', () => testAccounts(open));
  describe('library', () => testLibrary(open));
  describe('task lists', () => testTaskLists(open));
  describe('search', () => testSearch(open));
  describe('remarks', () => testRemarks(open));
  describe('access', () => testAccess(open));
  describe('feed', () => testFeed(open));
  describe('tenants', () => testTenants(open));
}

import { useMayManage } from '../domain/use-may-manage.ts';
import { type Destination, destinations } from './destinations.ts';

/** Those that this person may see. */
export function useDestinations(): readonly Destination[] {
  const mayManage = useMayManage();
  return destinations.filter((destination) => !('right' in destination) || mayManage !== false);
}

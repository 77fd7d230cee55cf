/** Type tests of queues: every line compiles, or is expected not to. Checked by `npm run test:types`. */
import type { JobProps, QueueProps } from '@batchwright/cdk';
import { Duration } from 'aws-cdk-lib';

const queue = { priority: 1, compute: ['spot'] } as const;

// Fair share is plain numbers, decay a Duration.
export const fair: QueueProps<'spot'> = {
  ...queue,
  shares: { genomics: 40, 'ext-*': 8 },
  shareDecay: Duration.hours(1),
  computeReservation: 5,
};
// @ts-expect-error: a share is a number
export const text: QueueProps<'spot'> = { ...queue, shares: { genomics: '40' } };
// @ts-expect-error: shares are by identifier
export const list: QueueProps<'spot'> = { ...queue, shares: [40, 30] };
// @ts-expect-error: a number of what?
export const decay: QueueProps<'spot'> = { ...queue, shares: { genomics: 40 }, shareDecay: 3600 };
export const patient: QueueProps<'spot'> = { ...queue, cancelWithoutCapacityAfter: Duration.hours(6) };
// @ts-expect-error: a number of what?
export const hasty: QueueProps<'spot'> = { ...queue, cancelWithoutCapacityAfter: 600 };
export const first: Pick<JobProps<'nightly'>, 'schedulingPriority'> = { schedulingPriority: 9 };
// @ts-expect-error: not a number
export const high: Pick<JobProps<'nightly'>, 'schedulingPriority'> = { schedulingPriority: 'high' };

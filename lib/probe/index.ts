import { BatchClient } from '@aws-sdk/client-batch';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { ProbeEvent } from '../src/depth-probe/metrics';
import { probe } from './probe';

/** Milliseconds that are left to report what failed. */
const REPORT_MS = 3000;

const batch = new BatchClient({ retryMode: 'adaptive', maxAttempts: 5 });
const metrics = new CloudWatchClient({ maxAttempts: 5 });

/** The function's door. Its last error is what Lambda counts as `Errors`, and writes to the log. */
export const handler = ({ queues }: ProbeEvent, context: { getRemainingTimeInMillis(): number }): Promise<void> =>
  probe({
    queues,
    batch,
    metrics,
    now: new Date(),
    signal: AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - REPORT_MS)),
  });

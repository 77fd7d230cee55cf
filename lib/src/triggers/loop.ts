import { Token } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { BucketPrefix } from '../access';
import { advise } from '../checks';

/** Warns when a job may write what triggers it: it would then never come to an end. */
export function warnOfLoop(
  trigger: Construct,
  { bucket, prefix = '', suffix }: { readonly bucket: IBucket; readonly prefix?: string; readonly suffix?: string },
  writes: readonly BucketPrefix[],
): void {
  const own = writes.find((write) => write.bucket === bucket && overlap(write.prefix, prefix));
  if (own === undefined) return;
  const where = `${own.prefix}*`;
  advise(
    trigger,
    'TRIGGER_LOOP',
    `the job may write to ${where} of the bucket that triggers it, and would trigger itself; give the trigger a prefix ` +
      `that the job does not write to${suffix === undefined ? '' : ', or acknowledge this when it writes no such names'}`,
  );
}

/** Whether a key can begin with both. */
const overlap = (a: string, b: string): boolean =>
  Token.isUnresolved(a) || Token.isUnresolved(b) ? a === b : a.startsWith(b) || b.startsWith(a);

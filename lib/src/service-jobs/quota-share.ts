import { SERVICE_JOB_LIMITS, SHARING_STRATEGIES, type SharingStrategy } from '@batchwright/model/service';
import * as batch from 'aws-cdk-lib/aws-batch';
import type { Construct } from 'constructs';
import { known, type Problem, resourceNameProblem, wholeNumber } from '../checks';
import { capacityLimits, countsProblem, type InstanceCounts } from './capacity';

/** What one team or project has of a service environment. */
export interface QuotaShareProps {
  /** Its own instances, by types that the environment has: 1 to 5. Not more than the environment's. */
  readonly capacity: InstanceCounts;
  /**
   * What becomes of its instances while it does not need them: `RESERVE` keeps them idle, `LEND` lets other shares use
   * them, `LEND_AND_BORROW` also uses what others lend. What is lent comes back by ending the borrower's jobs.
   */
  readonly sharing: SharingStrategy;
  /**
   * With `LEND_AND_BORROW`: how much it may borrow, in whole per cent of its own `capacity`, from 0.
   *
   * @default - as much as others lend
   */
  readonly borrowLimit?: number;
  /**
   * Whether a job of higher priority ends one of lower priority in this share, instead of waiting for it.
   *
   * @default false
   */
  readonly inSharePreemption?: boolean;
}

/** What is wrong with the quota shares of a queue. @param available - the service environment's instances by type */
export function quotaSharesProblem(
  shares: Readonly<Record<string, QuotaShareProps>>,
  available: InstanceCounts,
): Problem | undefined {
  const names = Object.keys(shares);
  const max = SERVICE_JOB_LIMITS.quotaSharesPerQueue;
  if (names.length === 0 || names.length > max) {
    return {
      code: 'INVALID_QUOTA_SHARE',
      message:
        `quotaShares has ${names.length} entries; expected 1 to ${max}, because the environment's capacity is by instance ` +
        'type and each job has to name its quota share',
    };
  }
  for (const [name, share] of Object.entries(shares)) {
    const problem = resourceNameProblem('the name of a quota share', name) ?? shareProblem(name, share, available);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function shareProblem(name: string, share: QuotaShareProps, available: InstanceCounts): Problem | undefined {
  const what = `quotaShares.${name}`;
  return (
    countsProblem(`${what}.capacity`, share.capacity) ??
    roomProblem(`${what}.capacity`, share.capacity, available) ??
    strategyProblem(what, share.sharing) ??
    borrowProblem(what, share)
  );
}

/** A share of what the environment does not have would never be filled. */
function roomProblem(what: string, counts: InstanceCounts, available: InstanceCounts): Problem | undefined {
  for (const [type, count] of Object.entries(counts)) {
    const most = Object.hasOwn(available, type) ? available[type] : 0;
    if (most === undefined || (known(count) ?? 0) <= (known(most) ?? Number.POSITIVE_INFINITY)) continue;
    return {
      code: 'INVALID_QUOTA_SHARE',
      message: `${what} has ${count} of ${type}, and the environment has ${most}; expected no more than that`,
    };
  }
  return undefined;
}

function strategyProblem(what: string, sharing: SharingStrategy): Problem | undefined {
  if (SHARING_STRATEGIES.includes(sharing)) return undefined;
  return {
    code: 'INVALID_QUOTA_SHARE',
    message: `${what}.sharing is ${JSON.stringify(sharing)}; expected one of ${SHARING_STRATEGIES.join(', ')}`,
  };
}

function borrowProblem(what: string, { sharing, borrowLimit }: QuotaShareProps): Problem | undefined {
  if (borrowLimit === undefined) return undefined;
  if (sharing === 'LEND_AND_BORROW') {
    return wholeNumber(`${what}.borrowLimit`, borrowLimit, { min: SERVICE_JOB_LIMITS.borrowLimit.min });
  }
  return {
    code: 'INVALID_QUOTA_SHARE',
    message: `${what}.borrowLimit is set and sharing is ${sharing}, which borrows nothing; expected LEND_AND_BORROW`,
  };
}

/** One quota share of a queue. It has a name, because submissions name it. */
export function quotaShare(
  scope: Construct,
  queueArn: string,
  name: string,
  share: QuotaShareProps,
): batch.CfnQuotaShare {
  return new batch.CfnQuotaShare(scope, name, {
    quotaShareName: name,
    jobQueue: queueArn,
    capacityLimits: capacityLimits(share.capacity).map((limit) => ({ ...limit })),
    resourceSharingConfiguration: {
      strategy: share.sharing,
      ...(share.borrowLimit === undefined ? {} : { borrowLimit: share.borrowLimit }),
    },
    preemptionConfiguration: { inSharePreemption: share.inSharePreemption === true ? 'ENABLED' : 'DISABLED' },
  });
}

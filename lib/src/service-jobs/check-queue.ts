import { LIMITS, QUEUE_LIMITS } from '@batchwright/model/service';
import { type Problem, seconds, wholeNumber } from '../checks';
import { fairShareProblem } from '../scheduling';
import { quotaSharesProblem } from './quota-share';
import type { SageMakerQueueProps } from './sagemaker-queue';

/** What is wrong with a queue of training jobs. */
export function trainingQueueProblem(props: SageMakerQueueProps): Problem | undefined {
  const { terminateUnplaceableAfter, terminateWithoutCapacityAfter } = props;
  const limits = { terminateUnplaceableAfter, terminateWithoutCapacityAfter };
  return (
    wholeNumber('priority', props.priority, QUEUE_LIMITS.priority) ??
    Object.entries(limits)
      .map(([what, limit]) => (limit === undefined ? undefined : seconds(what, limit, LIMITS.stateTimeLimitSeconds)))
      .find((problem) => problem !== undefined) ??
    fairShareProblem(props) ??
    quotasProblem(props)
  );
}

/** Which queues have quota shares is up to the environment: units by type, and nothing else, are for them. */
function quotasProblem({ environment, quotaShares, shares }: SageMakerQueueProps): Problem | undefined {
  if (environment.quotas === undefined) {
    if (quotaShares === undefined) return undefined;
    return {
      code: 'INVALID_QUOTA_SHARE',
      message:
        "quotaShares is set, and the environment's capacity is one number; expected numbers by instance type, as in " +
        "capacity: { 'ml.g6.xlarge': 8 }",
    };
  }
  if (shares !== undefined) {
    return {
      code: 'INVALID_QUOTA_SHARE',
      message:
        "shares is set, and the environment's capacity is by instance type, which is quota management; a queue has one " +
        'of the two: take quotaShares, or one number as capacity',
    };
  }
  return quotaSharesProblem(quotaShares ?? {}, environment.quotas);
}

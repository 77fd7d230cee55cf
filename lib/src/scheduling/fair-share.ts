import { LIMITS } from '@batchwright/model/service';
import type { Duration } from 'aws-cdk-lib';
import * as batch from 'aws-cdk-lib/aws-batch';
import type { Construct } from 'constructs';
import { type Problem, seconds, wholeNumber } from '../checks';
import { withoutInheritedTags } from '../tags';
import { sharesProblem, weightFactor } from './weights';

export interface FairShareProps {
  /**
   * Divides the queue's compute among share identifiers, for example teams: `{ genomics: 40, climate: 30, 'ext-*': 5 }`.
   * Only their proportions count while all are busy; what one leaves idle, the others take. A submission then must name
   * its `shareIdentifier`. An entry that ends in `*` gives its share to each identifier that begins so; an identifier
   * without an entry has a share of 1. From 0.001 to 10,000, at most 500 entries, which must not overlap.
   *
   * A queue with shares and one without cannot be made into each other: whoever adds the first share, or takes the last
   * away, gets another queue, and jobs that wait in the old one are ended. Changing shares leaves the queue as it is.
   *
   * @default - no fair share: first in, first out
   */
  readonly shares?: Readonly<Record<string, number>>;
  /**
   * How far back the use of compute counts, recent use more: up to 7 days. Take it longer than jobs usually run. Zero
   * stands for the service's shortest window.
   *
   * @default - the service's own: its shortest window, 10 minutes
   */
  readonly shareDecay?: Duration;
  /**
   * Percentage of the compute, 0 to 99, that is kept free for identifiers without jobs while one is active; with n
   * active ones, (percentage / 100) to the power of n of it.
   *
   * @default - none is kept free
   */
  readonly computeReservation?: number;
}

/** What is wrong with a queue's fair share. */
export function fairShareProblem({ shares, shareDecay, computeReservation }: FairShareProps): Problem | undefined {
  if (shares === undefined) {
    const stray = shareDecay === undefined ? 'computeReservation' : 'shareDecay';
    if (shareDecay === undefined && computeReservation === undefined) return undefined;
    return {
      code: 'NO_FAIR_SHARE',
      message: `${stray} is set and shares is not; expected both: a queue without shares is first in, first out`,
    };
  }
  return (
    sharesProblem(shares) ??
    (shareDecay === undefined ? undefined : seconds('shareDecay', shareDecay, LIMITS.shareDecaySeconds)) ??
    (computeReservation === undefined
      ? undefined
      : wholeNumber('computeReservation', computeReservation, LIMITS.computeReservation))
  );
}

/** The scheduling policy of a queue that has shares. Without a name, so that CloudFormation can replace it. */
export function fairSharePolicy(
  scope: Construct,
  queue: string,
  { shares, shareDecay, computeReservation }: FairShareProps,
): batch.FairshareSchedulingPolicy | undefined {
  if (shares === undefined) return undefined;
  const policy = new batch.FairshareSchedulingPolicy(scope, `${queue}Shares`, {
    shares: Object.entries(shares).map(([shareIdentifier, share]) => ({
      shareIdentifier,
      weightFactor: weightFactor(share),
    })),
    ...(shareDecay === undefined ? {} : { shareDecay }),
    ...(computeReservation === undefined ? {} : { computeReservation }),
  });
  withoutInheritedTags(policy.node.defaultChild as batch.CfnSchedulingPolicy, 'Tags');
  return policy;
}

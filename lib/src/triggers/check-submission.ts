import { type ExitRule, isShareIdentifier, LIMITS, retryProblems } from '@batchwright/model/service';
import { type Duration, Token } from 'aws-cdk-lib';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { known, type Problem, seconds, wholeNumber } from '../checks';

/** The queue that a trigger submits to. */
export interface TargetQueue {
  readonly name: string;
  /** Whether it has a policy of fair share: a submission then needs a share, otherwise it must have none. */
  readonly fairShare: boolean;
}

/** What a submission says beside its input. */
export interface Submission {
  readonly shareIdentifier?: string;
  readonly schedulingPriority?: number;
  readonly tags?: Readonly<Record<string, string>>;
  readonly attempts?: number;
  readonly timeout?: Duration;
}

/**
 * What is wrong with a submission.
 *
 * @param rules - when the job repeats an attempt
 */
export const submissionProblem = (
  submission: Submission,
  queue: TargetQueue,
  rules: readonly ExitRule[],
): Problem | undefined =>
  shareProblem(submission, queue) ?? tagsProblem(submission.tags ?? {}) ?? runProblem(submission, rules);

function shareProblem({ shareIdentifier, schedulingPriority }: Submission, queue: TargetQueue): Problem | undefined {
  if (!queue.fairShare) {
    const given = shareIdentifier !== undefined ? 'shareIdentifier' : 'schedulingPriority';
    if (shareIdentifier === undefined && schedulingPriority === undefined) return undefined;
    return {
      code: 'NO_FAIR_SHARE',
      message: `${given} is set, and queue "${queue.name}" has no shares: every submission would be refused; leave it out`,
    };
  }
  if (shareIdentifier === undefined) {
    return {
      code: 'MISSING_SHARE',
      message: `queue "${queue.name}" has shares, and would refuse every submission without one; expected shareIdentifier`,
    };
  }
  if (!Token.isUnresolved(shareIdentifier) && !isShareIdentifier(shareIdentifier)) {
    const expected = `1 to ${LIMITS.shareIdentifierCharacters} letters, digits, hyphens and underscores`;
    return {
      code: 'INVALID_SHARES',
      message: `shareIdentifier is ${JSON.stringify(shareIdentifier)}; expected ${expected}`,
    };
  }
  return schedulingPriority === undefined
    ? undefined
    : wholeNumber('schedulingPriority', schedulingPriority, LIMITS.schedulingPriority);
}

function tagsProblem(tags: Readonly<Record<string, string>>): Problem | undefined {
  const { count, keyCharacters, valueCharacters } = LIMITS.tags;
  const entries = Object.entries(tags);
  if (entries.length > count) return invalidTags(`tags has ${entries.length}; expected at most ${count}`);
  for (const [key, value] of entries) {
    const fine = Token.isUnresolved(key) || (key.length > 0 && key.length <= keyCharacters && !/^aws:/i.test(key));
    if (!fine) return invalidTags(`tag ${JSON.stringify(key)}; expected 1 to ${keyCharacters} characters, not aws:…`);
    if (!Token.isUnresolved(value) && value.length > valueCharacters) {
      return invalidTags(`value of tag "${key}" has ${value.length} characters; expected at most ${valueCharacters}`);
    }
  }
  return undefined;
}

const invalidTags = (message: string): Problem => ({ code: 'INVALID_TAGS', message });

function runProblem({ attempts, timeout }: Submission, rules: readonly ExitRule[]): Problem | undefined {
  if (timeout !== undefined) {
    const problem = seconds('timeout', timeout, LIMITS.timeoutSeconds);
    if (problem !== undefined) return problem;
  }
  const count = attempts === undefined ? undefined : known(attempts);
  const [first] = count === undefined ? [] : retryProblems(count, rules);
  return first === undefined ? undefined : { code: 'INVALID_RETRY', message: `attempts is ${count}: ${first}` };
}

/** How hard something tries to deliver, and where to when it gives up. */
export interface Delivery {
  readonly retryAttempts?: number;
  readonly maxEventAge?: Duration;
  readonly deadLetterQueue?: IQueue;
}

interface Bounds {
  readonly min: number;
  readonly max: number;
}

export function deliveryProblem(
  { retryAttempts, maxEventAge, deadLetterQueue }: Delivery,
  limits: { readonly retryAttempts: Bounds; readonly eventAgeSeconds: Bounds },
): Problem | undefined {
  if (deadLetterQueue?.fifo === true) {
    return {
      code: 'INVALID_DEAD_LETTER_QUEUE',
      message: 'deadLetterQueue is a FIFO queue, to which EventBridge cannot send; expected a standard queue',
    };
  }
  return (
    (retryAttempts === undefined ? undefined : wholeNumber('retryAttempts', retryAttempts, limits.retryAttempts)) ??
    (maxEventAge && seconds('maxEventAge', maxEventAge, limits.eventAgeSeconds))
  );
}

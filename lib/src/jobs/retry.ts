import { EXIT, retryRules } from '@batchwright/model/contract';
import { type ComputeKind, REASON_PATTERNS } from '@batchwright/model/service';

/** When a failed attempt is repeated. All conditions that are set must match; a pattern may end in `*`. */
export interface RetryRule {
  /** Whether the attempt is repeated, or the job has failed. */
  readonly action: 'RETRY' | 'EXIT';
  /**
   * Digits, as in `75` or `1*`.
   *
   * @default - any exit code, or none
   */
  readonly onExitCode?: string | undefined;
  /**
   * Beginning of the container's reason, as in `CannotPullContainerError*`.
   *
   * @default - any
   */
  readonly onReason?: string | undefined;
  /**
   * Beginning of the status reason, as in `Host EC2*`.
   *
   * @default - any
   */
  readonly onStatusReason?: string | undefined;
}

/** Rules by a name: what they say depends on the kind of compute, whose faults have texts of their own. */
export interface RetryPreset {
  /** The rules on one kind of compute. */
  readonly rulesOn: (kind: ComputeKind) => readonly RetryRule[];
}

const preset = (rulesOn: RetryPreset['rulesOn']): RetryPreset => ({ rulesOn });
const retry = (on: Omit<RetryRule, 'action'>): RetryRule => ({ action: 'RETRY', ...on });

/** Whether faults are told as Fargate tells them. */
const onFargate = (kind: ComputeKind): boolean => kind === 'FARGATE';

/**
 * Rules for `retry` by name, to be put in order and mixed with rules of one's own. Each is one rule, but
 * {@link Retry.onExitCode}, which is one for each code; the service takes at most five.
 *
 * @example
 * ```ts
 * retry: [Retry.onSpotReclaim(), Retry.onImagePull(), Retry.onExitCode(75, 137), Retry.exit()],
 * ```
 */
export const Retry = {
  /** Repeats when the capacity was taken back, or the host was lost: the service tells no difference on EC2. */
  onSpotReclaim: (): RetryPreset =>
    preset((kind) => [
      retry({
        onStatusReason: onFargate(kind) ? REASON_PATTERNS.fargateSpotReclaimed : REASON_PATTERNS.hostLost,
      }),
    ]),

  /** Repeats when the image could not be pulled. */
  onImagePull: (): RetryPreset => preset(() => [retry({ onReason: REASON_PATTERNS.cannotPull })]),

  /**
   * Repeats when the agent could not start the container: Docker did not answer in time (EC2), or network, secrets or logs
   * were not to be had (Fargate).
   */
  onAgentFault: (): RetryPreset =>
    preset((kind) => [
      retry({ onReason: onFargate(kind) ? REASON_PATTERNS.resourceInitialization : REASON_PATTERNS.dockerTimeout }),
    ]),

  /** Repeats when the worker threw a `RetryableError`, or could not reach what it depends on. */
  onRetryableError: (): RetryPreset => preset(() => [retry({ onExitCode: String(EXIT.RETRYABLE.code) })]),

  /** Repeats on exit codes of the worker: one rule each. */
  onExitCode: (...codes: readonly number[]): RetryPreset =>
    preset(() => codes.map((code) => retry({ onExitCode: String(code) }))),

  /**
   * Ends the job, whatever happened. The last rule: without it the service repeats what no rule matches, so that rules
   * which only repeat change nothing.
   */
  exit: (): RetryPreset => preset(() => [{ action: 'EXIT', onStatusReason: '*' }]),
} as const;

/** The rules of a job on one kind of compute. */
export const rulesFor = (
  given: readonly (RetryRule | RetryPreset)[] | undefined,
  kind: ComputeKind,
): readonly RetryRule[] =>
  given === undefined ? retryRules(kind) : given.flatMap((one) => ('rulesOn' in one ? one.rulesOn(kind) : [one]));

/** Whether rules are given and none of them ends the job, so that every attempt is repeated anyhow. */
export const repeatsAnyhow = (rules: readonly RetryRule[]): boolean =>
  rules.length > 0 && rules.every(({ action }) => action === 'RETRY');

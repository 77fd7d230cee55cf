import { ENV, type ManifestForm } from '@batchwright/model/contract';
import type { ExitRule } from '@batchwright/model/service';
import type { Stack } from 'aws-cdk-lib';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { IDependable } from 'constructs';
import type { BucketPrefix } from '../access';
import type { CostTags } from '../cost';
import type { DeadLetters } from '../dead-letters';
import type { Statement } from '../policy';
import type { Submission, TargetQueue } from './check-submission';

/** What a trigger must know of the job that it submits. */
export interface SubmitTarget {
  readonly job: string;
  readonly queue: TargetQueue & { readonly arn: string };
  /** The definition for the queue's kind of compute; it has to be there before the first start. */
  readonly definition: IDependable;
  /** Its name, without a revision. */
  readonly definitionName: string;
  /** How that definition is written, if it is not one container. */
  readonly form?: ManifestForm | undefined;
  /** The platform's tags for each submission. */
  readonly tags?: CostTags | undefined;
  /** When the job repeats an attempt. */
  readonly rules: readonly ExitRule[];
  /** ARNs of the consumable resources that the job takes. */
  readonly consumed: readonly string[];
  /** Where the worker may write. */
  readonly writes: readonly BucketPrefix[];
  /** The platform's queue for submissions that failed for good. */
  readonly deadLetters: DeadLetters;
}

/** What a submission gives to its worker: the text of the input, or values for the command's `Ref::` arguments. */
export type Payload = { readonly input: string } | { readonly parameters: unknown };

/** A submission's tags, which go before those of the platform. */
const tagsOf = (submission: Submission, target: SubmitTarget): CostTags => ({ ...target.tags, ...submission.tags });

const isTagged = (submission: Submission, target: SubmitTarget): boolean =>
  Object.keys(tagsOf(submission, target)).length > 0;

/** SubmitJob as EventBridge Scheduler and Step Functions spell it: members with a capital, keys of maps as they are. */
export function submitRequest(
  name: string,
  payload: Payload,
  submission: Submission,
  target: SubmitTarget,
): Readonly<Record<string, unknown>> {
  const { queue, definitionName, form, rules } = target;
  const { shareIdentifier, schedulingPriority, attempts, timeout } = submission;
  const request = {
    JobName: name,
    JobQueue: queue.arn,
    JobDefinition: definitionName,
    ...('input' in payload ? overrides(form, payload.input) : { Parameters: payload.parameters }),
    ShareIdentifier: shareIdentifier,
    SchedulingPriorityOverride: schedulingPriority,
    // A submission's strategy takes the place of the definition's, rules and all.
    RetryStrategy: attempts === undefined ? undefined : { Attempts: attempts, EvaluateOnExit: rules.map(exitRule) },
    Timeout: timeout === undefined ? undefined : { AttemptDurationSeconds: timeout.toSeconds() },
    Tags: isTagged(submission, target) ? tagsOf(submission, target) : undefined,
  };
  return Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined));
}

/**
 * Where the service takes a worker's environment, by the definition's form. All nodes of a multi-node job get it, range by
 * range, because the service takes only the ranges that the definition has.
 */
function overrides(form: ManifestForm | undefined, input: string): Readonly<Record<string, unknown>> {
  const environment = [{ Name: ENV.INPUT, Value: input }];
  if (form === undefined) return { ContainerOverrides: { Environment: environment } };
  if ('ecs' in form) {
    const containers = [{ Name: form.ecs, Environment: environment }];
    return { EcsPropertiesOverride: { TaskProperties: [{ Containers: containers }] } };
  }
  if ('eks' in form) {
    return { EksPropertiesOverride: { PodProperties: { Containers: [{ Name: form.eks, Env: environment }] } } };
  }
  const ranges = form.nodes.map((TargetNodes) => ({ TargetNodes, ContainerOverrides: { Environment: environment } }));
  return { NodeOverrides: { NodePropertyOverrides: ranges } };
}

const exitRule = ({ action, onExitCode, onReason, onStatusReason }: ExitRule) => ({
  ...(onExitCode === undefined ? {} : { OnExitCode: onExitCode }),
  ...(onReason === undefined ? {} : { OnReason: onReason }),
  ...(onStatusReason === undefined ? {} : { OnStatusReason: onStatusReason }),
  Action: action,
});

/** What submitting takes: all revisions of one definition, and one queue. */
export function submitStatements(stack: Stack, target: SubmitTarget, submission: Submission): readonly Statement[] {
  const arn = (resource: string, resourceName: string): string =>
    stack.formatArn({ service: 'batch', resource, resourceName });
  const definition = arn('job-definition', target.definitionName);
  return [
    {
      actions: ['batch:SubmitJob'],
      resources: [target.queue.arn, definition, `${definition}:*`, ...target.consumed],
      wildcard: 'every deployment makes another revision of the definition',
    },
    ...(isTagged(submission, target)
      ? [
          {
            actions: ['batch:TagResource'],
            resources: [arn('job', '*')],
            wildcard: 'the id of a job is not known before it is submitted',
          },
        ]
      : []),
  ];
}

export const deadLetterStatements = (queue: IQueue): readonly Statement[] => [
  { actions: ['sqs:SendMessage'], resources: [queue.queueArn] },
  ...(queue.encryptionMasterKey === undefined
    ? []
    : [{ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [queue.encryptionMasterKey.keyArn] }]),
];

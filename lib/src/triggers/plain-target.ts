import * as events from 'aws-cdk-lib/aws-events';
import { triggerJobName } from './job-name';
import type { SubmitTarget } from './submission';

/** A rule's own request to AWS Batch: it has no share, no tags, no rules for repeating, and no way to build JSON safely. */
export const plainTarget = (
  { job, queue, definitionName }: SubmitTarget,
  id: string,
  parameters: Readonly<Record<string, string>>,
): Pick<events.RuleTargetConfig, 'arn' | 'batchParameters' | 'input'> => ({
  arn: queue.arn,
  batchParameters: { jobDefinition: definitionName, jobName: triggerJobName(job, id) },
  ...(Object.keys(parameters).length === 0
    ? {}
    : { input: events.RuleTargetInput.fromObject({ Parameters: parameters }) }),
});

import type { Duration } from 'aws-cdk-lib';
import * as batch from 'aws-cdk-lib/aws-batch';
import type { Construct } from 'constructs';
import { consumption } from '../resources';
import { withoutInheritedTags } from '../tags';
import { type ContainerPlace, container, containerProperties } from './container';
import type { JobProps } from './job-props';
import type { RetryRule } from './retry';

export interface DefinitionProps {
  readonly physicalName: string;
  readonly props: Omit<JobProps<string>, 'queues'>;
  readonly place: ContainerPlace;
  readonly timeout: Duration;
  readonly attempts: number;
  readonly retry: readonly RetryRule[];
  readonly schedulingPriority: number | undefined;
}

/** Registers a job definition for one kind of compute. */
export function jobDefinition(scope: Construct, definition: DefinitionProps): batch.EcsJobDefinition {
  const { props, place } = definition;
  const id = place.kind === 'EC2' ? 'Ec2' : 'Fargate';
  const made = container(scope, `${id}Container`, props, place);
  const job = new batch.EcsJobDefinition(scope, id, {
    jobDefinitionName: definition.physicalName,
    container: made,
    timeout: definition.timeout,
    retryAttempts: definition.attempts,
    retryStrategies: definition.retry.map(({ action, ...on }) =>
      batch.RetryStrategy.of(batch.Action[action], batch.Reason.custom(on)),
    ),
    ...(props.parameters === undefined ? {} : { parameters: { ...props.parameters } }),
    ...(definition.schedulingPriority === undefined ? {} : { schedulingPriority: definition.schedulingPriority }),
    // Queued jobs, schedules and running services still refer to the revision before.
    skipDeregisterOnUpdate: true,
  });
  const resource = job.node.defaultChild as batch.CfnJobDefinition;
  withoutInheritedTags(resource, 'Tags');
  resource.containerProperties = containerProperties(made, props);
  resource.consumableResourceProperties = consumption(props.consumes ?? []);
  return job;
}

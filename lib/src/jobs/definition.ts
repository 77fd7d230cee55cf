import type { ManifestForm } from '@batchwright/model/contract';
import type { ComputeKind } from '@batchwright/model/service';
import type { Duration } from 'aws-cdk-lib';
import * as batch from 'aws-cdk-lib/aws-batch';
import type { Construct } from 'constructs';
import { WORKER } from '../containers';
import { podContainer, podProperties } from '../eks';
import { consumption } from '../resources';
import { withoutInheritedTags } from '../tags';
import { type ContainerPlace, container } from './container';
import { writeForm } from './form';
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

/** A job definition of a platform: the L2, and how it is written unless that is one container. */
export interface Registered {
  readonly definition: batch.EcsJobDefinition | batch.EksJobDefinition;
  readonly form: ManifestForm | undefined;
}

const IDS: { readonly [Kind in ComputeKind]: string } = {
  EC2: 'Ec2',
  FARGATE: 'Fargate',
  MANAGED_INSTANCES: 'ManagedInstances',
  EKS: 'Eks',
};

/** Registers a job definition for one kind of compute. */
export function jobDefinition(scope: Construct, definition: DefinitionProps): Registered {
  const { props, place } = definition;
  const id = IDS[place.kind];
  if (place.kind === 'EKS') {
    const made = podContainer(scope, `${id}Container`, props);
    const job = new batch.EksJobDefinition(scope, id, { ...baseProps(definition), container: made });
    const resource = clean(job, props);
    const image = (made._renderContainerDefinition() as batch.CfnJobDefinition.EksContainerProperty).image;
    resource.eksProperties = { podProperties: podProperties(scope, image, props, place) };
    return { definition: job, form: { eks: WORKER } };
  }
  const made = container(scope, `${id}Container`, props, place);
  const job = new batch.EcsJobDefinition(scope, id, { ...baseProps(definition), container: made });
  return { definition: job, form: writeForm(scope, id, clean(job, props), made, props, place) };
}

/** What definitions of all forms have. */
function baseProps(definition: DefinitionProps): batch.JobDefinitionProps {
  const { props } = definition;
  return {
    jobDefinitionName: definition.physicalName,
    timeout: definition.timeout,
    retryAttempts: definition.attempts,
    retryStrategies: definition.retry.map(({ action, ...on }) =>
      batch.RetryStrategy.of(batch.Action[action], batch.Reason.custom(on)),
    ),
    ...(props.parameters === undefined ? {} : { parameters: { ...props.parameters } }),
    ...(definition.schedulingPriority === undefined ? {} : { schedulingPriority: definition.schedulingPriority }),
    // Queued jobs, schedules and running services still refer to the revision before.
    skipDeregisterOnUpdate: true,
  };
}

/** The CloudFormation resource behind the L2, with what the L2 does not know. */
function clean({ node }: Construct, props: DefinitionProps['props']): batch.CfnJobDefinition {
  const resource = node.defaultChild as batch.CfnJobDefinition;
  withoutInheritedTags(resource, 'Tags');
  resource.consumableResourceProperties = consumption(props.consumes ?? []);
  return resource;
}

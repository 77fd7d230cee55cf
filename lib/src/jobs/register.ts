import type { ManifestForm } from '@batchwright/model/contract';
import type { ComputeKind } from '@batchwright/model/service';
import type { Duration } from 'aws-cdk-lib';
import type * as batch from 'aws-cdk-lib/aws-batch';
import type { Construct } from 'constructs';
import { substituted } from '../references';
import type { ContainerPlace } from './container';
import { jobDefinition } from './definition';
import { definitionName } from './job-names';
import { architectureOf, type JobPlace, kindsOf, schedulingPriority } from './job-place';
import type { JobProps } from './job-props';
import { rulesFor } from './retry';

/** The definitions of a job, by the kinds of compute of its queues. */
export interface Definitions {
  readonly definitions: { readonly [Kind in ComputeKind]?: batch.EcsJobDefinition | batch.EksJobDefinition };
  /** Names, without a revision. */
  readonly names: { readonly [Kind in ComputeKind]?: string };
  /** How those are written that are not one container. */
  readonly forms: { readonly [Kind in ComputeKind]?: ManifestForm };
}

/** What a job has decided or made before its definitions. */
export interface Decided extends Pick<ContainerPlace, 'jobRole' | 'executionRole' | 'logGroup'> {
  readonly timeout: Duration;
  readonly attempts: number;
}

/** Registers a job's definitions: one for each kind of compute that its queues have. */
export function registerDefinitions(
  at: Construct,
  props: JobProps<string>,
  place: JobPlace,
  { timeout, attempts, ...roles }: Decided,
): Definitions {
  const job = at.node.id;
  const registered = kindsOf(place.queues).map((kind) => {
    const physicalName = definitionName(place.definitions, job, kind);
    const made = jobDefinition(at, {
      physicalName,
      props,
      timeout,
      attempts,
      retry: rulesFor(props.retry, kind),
      schedulingPriority: schedulingPriority(props, place.queues, kind),
      place: {
        job,
        kind,
        architecture: architectureOf(place.queues, kind),
        workspace: substituted(place.workspace.uri),
        network: place.network,
        ...roles,
      },
    });
    return { kind, physicalName, ...made };
  });
  return {
    definitions: Object.fromEntries(registered.map(({ kind, definition }) => [kind, definition])),
    names: Object.fromEntries(registered.map(({ kind, physicalName }) => [kind, physicalName])),
    forms: Object.fromEntries(registered.flatMap(({ kind, form }) => (form === undefined ? [] : [[kind, form]]))),
  };
}

import { itemsPrefix, outputsPrefix } from '@batchwright/model/contract';
import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { GrantScope } from '../grants';
import type { Workspace } from '../workspace';

/** An account and a region. */
export interface Environment {
  readonly account: string;
  readonly region: string;
}

export interface GrantedParts {
  /** ARNs of the queues. */
  readonly queues: readonly string[];
  /** Beginning of the physical names of the platform's definitions. */
  readonly definitions: string;
  readonly workspace: Workspace;
  readonly manifestPath: string;
  readonly environment: Environment | undefined;
  /** ARN of the queue of events, if there is one. */
  readonly events: string | undefined;
}

/** What the grants of a platform name. */
export function grantScope(
  platform: Construct,
  { queues, definitions, workspace, manifestPath, environment, events }: GrantedParts,
) {
  const stack = Stack.of(platform);
  const batchArn = (resource: string, resourceName: string): string =>
    stack.formatArn({ ...environment, service: 'batch', resource, resourceName });
  const parameters = stack.formatArn({
    ...environment,
    service: 'ssm',
    resource: `parameter${manifestPath}`,
    arnFormat: ArnFormat.NO_RESOURCE_NAME,
  });
  const scope: GrantScope = {
    queues,
    definitions: batchArn('job-definition', `${definitions}*`),
    jobs: batchArn('job', '*'),
    items: workspace.objects(`${itemsPrefix('*')}*`),
    outputs: workspace.objects(`${outputsPrefix('*')}*`),
    outputKeys: workspace.keys(`${outputsPrefix('*')}*`),
    bucket: workspace.location.bucket.bucketArn,
    manifest: [parameters, `${parameters}/*`],
    ...(events === undefined ? {} : { events }),
  };
  return scope;
}

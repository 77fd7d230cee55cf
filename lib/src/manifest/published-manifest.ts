import {
  ENCRYPTION_KEY,
  formatNames,
  headParameter,
  jobParameter,
  MANIFEST_VERSION,
  type ManifestHead,
  type ManifestJobPart,
  namesParameter,
  parseS3Uri,
  queueKey,
  WORKSPACE_KEY,
} from '@batchwright/model/contract';
import { PARAMETER_LIMITS } from '@batchwright/model/service';
import { Stack } from 'aws-cdk-lib';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct, type IDependable } from 'constructs';
import { PlatformError, refuse } from '../checks';
import { substituted } from '../references';
import { manifestPathProblem, takenParameterProblem } from './check-path';
import { parameterBytes } from './parameter-size';

const STANDARD_BYTES = PARAMETER_LIMITS.valueBytes.Standard;

/** What the head says, beside where it is. */
export type HeadProps = Omit<ManifestHead, 'batchwright' | 'version' | 'region' | 'account'>;

export interface PublishedManifestProps {
  readonly path: string;
  /** Left out where the head is published by another stack. */
  readonly head: HeadProps | undefined;
}

/** The parameters through which a deployed platform tells the runtime what it is: one head, and one for each job. */
export class PublishedManifest extends Construct {
  readonly path: string;

  constructor(scope: Construct, id: string, props: PublishedManifestProps) {
    super(scope, id);
    refuse(this, manifestPathProblem(props.path));
    this.path = props.path;
    if (props.head === undefined) return;
    const { region, account } = Stack.of(this);
    const { platform, ...more } = props.head;
    this.publish<ManifestHead>('Head', headParameter(this.path), `Platform ${platform}: queues and workspace`, {
      batchwright: 'manifest-head',
      version: MANIFEST_VERSION,
      platform,
      region,
      account,
      ...more,
    });
    if (more.names === true) this.publishNames(more);
  }

  /** @param after - what has to be there before the runtime may know of the job */
  addJob(part: Omit<ManifestJobPart, 'batchwright' | 'version'>, after: readonly IDependable[]): void {
    const parameter = this.publish<ManifestJobPart>(
      `Job-${part.job}`,
      jobParameter(this.path, part.job),
      `Job ${part.job}: where it runs`,
      { batchwright: 'manifest-job', version: MANIFEST_VERSION, ...part },
    );
    parameter.node.addDependency(...after);
  }

  /** Names again, for CloudFormation, which takes them out of a text and cannot read JSON. */
  private publishNames({ workspace, workspaceKey, queues }: Omit<HeadProps, 'platform'>): void {
    const text = formatNames({
      ...Object.fromEntries(Object.entries(queues).map(([name, { arn }]) => [queueKey(name), arn])),
      [WORKSPACE_KEY]: parseS3Uri(workspace)?.bucket ?? '',
      ...(workspaceKey === undefined ? {} : { [ENCRYPTION_KEY]: workspaceKey }),
    });
    this.publishText('Names', namesParameter(this.path), 'Names for stacks that add jobs', text);
  }

  private publish<Value>(id: string, parameterName: string, description: string, value: Value): ssm.StringParameter {
    return this.publishText(id, parameterName, description, Stack.of(this).toJsonString(value));
  }

  private publishText(
    id: string,
    parameterName: string,
    description: string,
    stringValue: string,
  ): ssm.StringParameter {
    refuse(this, takenParameterProblem(this, parameterName));
    const bytes = parameterBytes(Stack.of(this).resolve(stringValue));
    if (bytes > STANDARD_BYTES) {
      throw new PlatformError(
        'MANIFEST_TOO_LARGE',
        `${this.node.path}/${id}`,
        `the manifest's parameter may have ${bytes} bytes when it is deployed; expected at most ${STANDARD_BYTES}: ` +
          'make two platforms of it, or shorten names',
      );
    }
    return new ssm.StringParameter(this, id, {
      parameterName,
      simpleName: false,
      description,
      stringValue: substituted(stringValue),
    });
  }
}

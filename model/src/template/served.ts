import { batchArn, type Home } from '../service';
import { urlSuffix } from './environment';

/** Resource types that the local service can stand for. */
export const SERVED_TYPES = [
  'AWS::Batch::SchedulingPolicy',
  'AWS::Batch::ComputeEnvironment',
  'AWS::Batch::JobQueue',
  'AWS::Batch::JobDefinition',
  'AWS::S3::Bucket',
  'AWS::SSM::Parameter',
  'AWS::Logs::LogGroup',
] as const;
export type ServedType = (typeof SERVED_TYPES)[number];

export const isServed = (type: string): type is ServedType => (SERVED_TYPES as readonly string[]).includes(type);

/** Property in which a template may give the name itself. */
export const NAME_PROPERTY: { readonly [Type in ServedType]: string } = {
  'AWS::Batch::SchedulingPolicy': 'Name',
  'AWS::Batch::ComputeEnvironment': 'ComputeEnvironmentName',
  'AWS::Batch::JobQueue': 'JobQueueName',
  'AWS::Batch::JobDefinition': 'JobDefinitionName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SSM::Parameter': 'Name',
  'AWS::Logs::LogGroup': 'LogGroupName',
};

/**
 * The properties that matter here of types that are served in part; of the others, all. What else a template says of
 * a bucket (its keys, notifications, lifecycle) is not evaluated, so it cannot be what stops anybody.
 */
export const PROPERTIES: { readonly [Type in ServedType]?: readonly string[] } = {
  'AWS::S3::Bucket': ['BucketName'],
  'AWS::SSM::Parameter': ['Name', 'Type', 'Value'],
  'AWS::Logs::LogGroup': ['LogGroupName'],
};

/** What the local service will know of a resource once it is provisioned. */
export interface Identity {
  readonly name: string;
  /** Of a job definition, from 1. */
  readonly revision: number;
}

/** What `Ref` gives. Source: CloudFormation Template Reference, "Return values" of each type. */
export function servedRef(type: ServedType, { name, revision }: Identity, home: Home): string {
  switch (type) {
    case 'AWS::Batch::SchedulingPolicy':
      return batchArn(home, 'scheduling-policy', name);
    case 'AWS::Batch::ComputeEnvironment':
      return batchArn(home, 'compute-environment', name);
    case 'AWS::Batch::JobQueue':
      return batchArn(home, 'job-queue', name);
    case 'AWS::Batch::JobDefinition':
      return `${batchArn(home, 'job-definition', name)}:${revision}`;
    default:
      return name;
  }
}

/**
 * What `Fn::GetAtt` gives, of the attributes that a name and an environment are enough for; `undefined` for others.
 * Source: as {@link servedRef}.
 */
export function servedAttribute(
  type: ServedType,
  attribute: string,
  identity: Identity,
  home: Home,
): string | undefined {
  const { name } = identity;
  const { partition, region, account } = home;
  switch (`${type}.${attribute}`) {
    case 'AWS::Batch::SchedulingPolicy.Arn':
    case 'AWS::Batch::ComputeEnvironment.ComputeEnvironmentArn':
    case 'AWS::Batch::JobQueue.JobQueueArn':
    case 'AWS::Batch::JobDefinition.JobDefinitionArn':
      return servedRef(type, identity, home);
    case 'AWS::S3::Bucket.Arn':
      return `arn:${partition}:s3:::${name}`;
    case 'AWS::S3::Bucket.DomainName':
      return `${name}.s3.${urlSuffix(home)}`;
    case 'AWS::S3::Bucket.RegionalDomainName':
      return `${name}.s3.${region}.${urlSuffix(home)}`;
    case 'AWS::S3::Bucket.DualStackDomainName':
      return `${name}.s3.dualstack.${region}.${urlSuffix(home)}`;
    case 'AWS::Logs::LogGroup.Arn':
      return `arn:${partition}:logs:${region}:${account}:log-group:${name}:*`;
    default:
      return undefined;
  }
}

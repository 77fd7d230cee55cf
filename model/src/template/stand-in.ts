import type { Home } from '../service';
import { urlSuffix } from './environment';
import { digest, hexDigest, uuidDigest } from './physical-name';

/** A resource of a type that is not served, as far as something served refers to it. */
export interface Absent {
  readonly type: string;
  readonly name: string;
  /** Tells it apart from every other resource of what was read. */
  readonly key: string;
  /** `Path` of an IAM resource. @default - `/` */
  readonly path?: string | undefined;
}

/** Types whose physical id is a prefix and 17 hexadecimal digits. Source: EC2 and EFS API references. */
const ID_PREFIX: Readonly<Record<string, string>> = {
  'AWS::EC2::CapacityReservation': 'cr',
  'AWS::EC2::FlowLog': 'fl',
  'AWS::EC2::Instance': 'i',
  'AWS::EC2::InternetGateway': 'igw',
  'AWS::EC2::LaunchTemplate': 'lt',
  'AWS::EC2::NatGateway': 'nat',
  'AWS::EC2::NetworkAcl': 'acl',
  'AWS::EC2::NetworkInterface': 'eni',
  'AWS::EC2::PrefixList': 'pl',
  'AWS::EC2::RouteTable': 'rtb',
  'AWS::EC2::SecurityGroup': 'sg',
  'AWS::EC2::Subnet': 'subnet',
  'AWS::EC2::TransitGateway': 'tgw',
  'AWS::EC2::VPC': 'vpc',
  'AWS::EC2::VPCEndpoint': 'vpce',
  'AWS::EC2::Volume': 'vol',
  'AWS::EFS::AccessPoint': 'fsap',
  'AWS::EFS::FileSystem': 'fs',
  'AWS::EFS::MountTarget': 'fsmt',
  'AWS::FSx::FileSystem': 'fs',
};

/** Types whose `Ref` is their ARN. Source: CloudFormation Template Reference, "Return values". */
const REF_IS_ARN = new Set([
  'AWS::Batch::ConsumableResource',
  'AWS::Batch::ServiceEnvironment',
  'AWS::CertificateManager::Certificate',
  'AWS::ECS::Service',
  'AWS::ECS::TaskDefinition',
  'AWS::ElasticLoadBalancingV2::LoadBalancer',
  'AWS::ElasticLoadBalancingV2::TargetGroup',
  'AWS::IAM::ManagedPolicy',
  'AWS::Lambda::Alias',
  'AWS::Lambda::LayerVersion',
  'AWS::Lambda::Version',
  'AWS::SNS::Topic',
  'AWS::SecretsManager::Secret',
  'AWS::StepFunctions::StateMachine',
]);

/**
 * Last part of a type's ARN, and its service where that is not the type's own in lower case.
 * Source: Service Authorization Reference, "Resource types" of each service.
 */
const ARN: Readonly<Record<string, { readonly service?: string; readonly resource: string }>> = {
  'AWS::CloudWatch::Alarm': { resource: 'alarm:NAME' },
  'AWS::DynamoDB::Table': { resource: 'table/NAME' },
  'AWS::ECR::Repository': { resource: 'repository/NAME' },
  'AWS::ECS::Cluster': { resource: 'cluster/NAME' },
  'AWS::ECS::TaskDefinition': { resource: 'task-definition/NAME:1' },
  'AWS::EFS::AccessPoint': { service: 'elasticfilesystem', resource: 'access-point/ID' },
  'AWS::EFS::FileSystem': { service: 'elasticfilesystem', resource: 'file-system/ID' },
  'AWS::Events::Rule': { resource: 'rule/NAME' },
  'AWS::KMS::Key': { resource: 'key/ID' },
  'AWS::Kinesis::Stream': { resource: 'stream/NAME' },
  'AWS::Lambda::Alias': { resource: 'function:NAME' },
  'AWS::Lambda::Function': { resource: 'function:NAME' },
  'AWS::Lambda::LayerVersion': { resource: 'layer:NAME:1' },
  'AWS::Lambda::Version': { resource: 'function:NAME:1' },
  'AWS::SNS::Topic': { resource: 'NAME' },
  'AWS::SQS::Queue': { resource: 'NAME' },
  'AWS::SecretsManager::Secret': { resource: 'secret:NAME' },
  'AWS::StepFunctions::StateMachine': { service: 'states', resource: 'stateMachine:NAME' },
};

const IAM_RESOURCE: Readonly<Record<string, string>> = {
  'AWS::IAM::Group': 'group',
  'AWS::IAM::InstanceProfile': 'instance-profile',
  'AWS::IAM::ManagedPolicy': 'policy',
  'AWS::IAM::Role': 'role',
  'AWS::IAM::User': 'user',
};

/**
 * What `Ref` of a resource gives that nobody will create: a value of the right shape, the same in every run.
 */
export function standInRef(absent: Absent, home: Home): string {
  const { type, name } = absent;
  if (REF_IS_ARN.has(type)) return standInArn(absent, home);
  if (type === 'AWS::SQS::Queue') return `https://sqs.${home.region}.${urlSuffix(home)}/${home.account}/${name}`;
  return idOf(absent) ?? name;
}

/** As {@link standInRef}, for `Fn::GetAtt`. */
export function standInAttribute(absent: Absent, attribute: string, home: Home): string {
  const { type, name, key } = absent;
  if (attribute.endsWith('Arn')) return standInArn(absent, home);
  if (/^(Latest|Default)VersionNumber$/.test(attribute)) return '1';
  if (attribute === 'RepositoryUri') return `${home.account}.dkr.ecr.${home.region}.${urlSuffix(home)}/${name}`;
  if (attribute === 'QueueUrl') return standInRef(absent, home);
  if (attribute === 'VpcId' && type !== 'AWS::EC2::VPC') return `vpc-${hexDigest(key, 17)}`;
  const own = type.split('::').at(-1) ?? '';
  const id = idOf(absent);
  if (id !== undefined && ['Id', 'GroupId', 'KeyId', 'VpcId', `${own}Id`].includes(attribute)) return id;
  if (attribute === 'Name' || attribute === `${own}Name`) return name;
  return `${name}.${attribute}`;
}

/** Placeholder for a machine image: nothing is booted from it. */
export const standInImageId = (parameter: string): string => `ami-${hexDigest(parameter, 17)}`;

function idOf({ type, key }: Absent): string | undefined {
  const prefix = ID_PREFIX[type];
  if (prefix !== undefined) return `${prefix}-${hexDigest(key, 17)}`;
  if (type !== 'AWS::KMS::Key') return undefined;
  return uuidDigest(key);
}

function standInArn(absent: Absent, { partition, region, account }: Home): string {
  const { type, name, key, path = '/' } = absent;
  const iam = IAM_RESOURCE[type];
  if (iam !== undefined) return `arn:${partition}:iam::${account}:${iam}${path}${name}`;
  const [, service = 'cloudformation', kind = 'resource'] = type.split('::');
  const id = idOf(absent) ?? digest(key, 12);
  const known = ARN[type];
  const resource = known?.resource.replace('NAME', () => name).replace('ID', () => id);
  const generic = `${hyphenated(kind)}/${ID_PREFIX[type] === undefined ? name : id}`;
  return `arn:${partition}:${known?.service ?? service.toLowerCase()}:${region}:${account}:${resource ?? generic}`;
}

/** `SecurityGroup` as it stands in an ARN: `security-group`. */
const hyphenated = (kind: string): string => kind.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();

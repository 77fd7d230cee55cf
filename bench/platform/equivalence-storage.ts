import type { Behaviour } from './equivalence';
import { listOf, type Properties, type Resource, type TemplateView } from './template-view';

const COMPUTE = 'AWS::Batch::ComputeEnvironment';

/** Only these name a place where access logs go: the buckets of the application, not those beside them. */
const dataBuckets = (view: TemplateView): readonly Resource[] => {
  const found = view.all('AWS::S3::Bucket').filter(({ properties }) => properties.LoggingConfiguration !== undefined);
  if (found.length < 2) throw new Error('expected the buckets for input and output');
  return found;
};

const algorithm = (bucket: Resource): string | undefined =>
  bucket.properties.BucketEncryption?.ServerSideEncryptionConfiguration?.[0]?.ServerSideEncryptionByDefault
    ?.SSEAlgorithm;

const deniesPlainHttp = (statement: Properties): boolean =>
  statement.Effect === 'Deny' && statement.Condition?.Bool?.['aws:SecureTransport'] === 'false';

const compute = (view: TemplateView, type: string): Properties =>
  view.one(COMPUTE, ({ ComputeResources }) => ComputeResources?.Type === type).properties;

const onInstances = (view: TemplateView): readonly Properties[] => [compute(view, 'EC2'), compute(view, 'SPOT')];

const launchTemplates = (view: TemplateView): readonly Properties[] =>
  onInstances(view).map(
    ({ ComputeResources }) =>
      view.target(ComputeResources.LaunchTemplate.LaunchTemplateId)?.properties.LaunchTemplateData,
  );

export const STORAGE_AND_COMPUTE: readonly Behaviour[] = [
  {
    name: 'buckets for data are encrypted with a key, through bucket keys',
    holds: (view) =>
      dataBuckets(view).every(
        (bucket) =>
          algorithm(bucket) === 'aws:kms' &&
          bucket.properties.BucketEncryption.ServerSideEncryptionConfiguration[0].BucketKeyEnabled === true,
      ),
  },
  {
    name: 'no bucket is public',
    holds: (view) =>
      view
        .all('AWS::S3::Bucket')
        .every(({ properties: { PublicAccessBlockConfiguration: block } }) =>
          ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'].every(
            (name) => block?.[name] === true,
          ),
        ),
  },
  {
    name: 'every bucket refuses plain HTTP',
    holds: (view) => {
      const policies = view.all('AWS::S3::BucketPolicy');
      const refusing = policies.filter(({ properties }) =>
        listOf(properties.PolicyDocument.Statement).some(deniesPlainHttp),
      );
      const covered = new Set(refusing.map(({ properties }) => view.target(properties.Bucket)?.id));
      return view.all('AWS::S3::Bucket').every(({ id }) => covered.has(id));
    },
  },
  {
    name: 'data is versioned',
    holds: (view) =>
      dataBuckets(view).every(({ properties }) => properties.VersioningConfiguration?.Status === 'Enabled'),
  },
  {
    name: 'access logs are kept in a bucket that lets them expire',
    holds: (view) =>
      dataBuckets(view).every(({ properties }) => {
        const logs = view.target(properties.LoggingConfiguration.DestinationBucketName);
        return listOf(logs?.properties.LifecycleConfiguration?.Rules).some(({ ExpirationInDays: days }) => days > 0);
      }),
  },
  {
    name: 'the key rotates',
    holds: (view) => view.one('AWS::KMS::Key').properties.EnableKeyRotation === true,
  },
  {
    name: 'images are scanned when they are pushed',
    holds: (view) => view.one('AWS::ECR::Repository').properties.ImageScanningConfiguration?.ScanOnPush === true,
  },
  {
    name: 'a tag of an image stays what it is',
    holds: (view) => view.one('AWS::ECR::Repository').properties.ImageTagMutability === 'IMMUTABLE',
  },
  {
    name: 'old images expire',
    holds: (view) =>
      JSON.parse(view.one('AWS::ECR::Repository').properties.LifecyclePolicy.LifecyclePolicyText).rules.length > 0,
  },
  {
    name: 'there are on-demand, Spot and Fargate compute, each with its limit',
    holds: (view) =>
      compute(view, 'EC2').ComputeResources.MaxvCpus === 64 &&
      compute(view, 'SPOT').ComputeResources.MaxvCpus === 512 &&
      compute(view, 'FARGATE').ComputeResources.MaxvCpus === 64,
  },
  {
    name: 'no instance stays on without work',
    holds: (view) => onInstances(view).every(({ ComputeResources }) => ComputeResources.MinvCpus === 0),
  },
  {
    name: 'Spot is chosen by price and by capacity',
    holds: (view) => compute(view, 'SPOT').ComputeResources.AllocationStrategy === 'SPOT_PRICE_CAPACITY_OPTIMIZED',
  },
  {
    name: 'on-demand compute goes on to other types when the best has run out',
    holds: (view) => compute(view, 'EC2').ComputeResources.AllocationStrategy === 'BEST_FIT_PROGRESSIVE',
  },
  {
    name: 'instances are x86, of the default categories, and no "optimal" beside them',
    holds: (view) =>
      onInstances(view).every(
        ({ ComputeResources }) => JSON.stringify(ComputeResources.InstanceTypes) === '["default_x86_64"]',
      ),
  },
  {
    name: 'instances start from Amazon Linux 2023',
    holds: (view) =>
      onInstances(view).every(
        ({ ComputeResources }) => ComputeResources.Ec2Configuration[0].ImageType === 'ECS_AL2023',
      ),
  },
  {
    name: 'instances answer IMDSv2 only',
    holds: (view) => launchTemplates(view).every(({ MetadataOptions }) => MetadataOptions.HttpTokens === 'required'),
  },
  {
    name: 'root volumes are encrypted gp3 of 50 GiB, gone with the instance',
    holds: (view) =>
      launchTemplates(view).every(({ BlockDeviceMappings: [{ Ebs: ebs }] }) => {
        return ebs.Encrypted && ebs.VolumeType === 'gp3' && ebs.VolumeSize >= 50 && ebs.DeleteOnTermination !== false;
      }),
  },
  {
    name: 'a new version of the launch template is used',
    holds: (view) =>
      onInstances(view).every(
        ({ ComputeResources }) => ComputeResources.LaunchTemplate.Version['Fn::GetAtt'][1] === 'LatestVersionNumber',
      ),
  },
  {
    name: 'compute is updated in place',
    holds: (view) =>
      view.all(COMPUTE).length === 3 &&
      view.all(COMPUTE).every(({ properties }) => properties.ReplaceComputeEnvironment === false),
  },
  {
    name: 'an update lets the longest job end and stops none',
    holds: (view) =>
      onInstances(view).every(
        ({ UpdatePolicy }) =>
          UpdatePolicy.TerminateJobsOnUpdate === false && UpdatePolicy.JobExecutionTimeoutMinutes >= 360,
      ),
  },
  {
    name: 'jobs run in two private subnets, with nothing let in and HTTPS let out',
    holds: (view) =>
      view.all(COMPUTE).every(({ properties: { ComputeResources: resources } }) => {
        const groups = listOf(resources.SecurityGroupIds).map((group) => view.target(group)?.properties);
        return (
          listOf(resources.Subnets).length === 2 &&
          groups.length === 1 &&
          groups.every(
            (group) =>
              group.SecurityGroupIngress === undefined &&
              listOf(group.SecurityGroupEgress).length === 1 &&
              group.SecurityGroupEgress[0].FromPort === 443 &&
              group.SecurityGroupEgress[0].ToPort === 443,
          )
        );
      }),
  },
];

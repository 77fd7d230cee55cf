import { Compute, type EksOptions, type JobProps } from '@batchwright/cdk';
import { Size, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { InstanceClass, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { align, emptyStack, genomesPlatform, jobProps, only, refusal } from '../fixture';

const clusterArn = 'arn:aws:eks:eu-west-1:111122223333:cluster/genomics';

const eksPlatform = (options: Partial<EksOptions> = {}, at = emptyStack()) =>
  genomesPlatform(
    {
      compute: {
        pods: Compute.eks({
          maxvCpus: 64,
          cluster: {
            clusterArn,
            clusterSecurityGroup: SecurityGroup.fromSecurityGroupId(at.stack, 'ClusterGroup', 'sg-0123456789abcdef0'),
          },
          namespace: 'batch-jobs',
          ...options,
        }),
      },
      queues: { urgent: { priority: 10, compute: ['pods'] }, nightly: { priority: 1, compute: ['pods'] } },
    },
    at,
  );

const podProps = (props: Partial<JobProps<'urgent' | 'nightly'>> = {}) =>
  jobProps({ serviceAccountName: 'worker', ...props });

describe('a job on an EKS cluster', () => {
  const at = emptyStack();
  const repository = new Repository(at.stack, 'Images');
  const { platform } = eksPlatform({}, at);
  const job = platform.addJob(
    align,
    podProps({
      image: ContainerImage.fromEcrRepository(repository, 'v1'),
      vcpus: 0.5,
      memory: Size.gibibytes(1),
      command: ['align', '--fast'],
      environment: { MODE: 'x' },
      user: '1000:1000',
    }),
  );
  const template = Template.fromStack(at.stack);

  test('runs where the cluster and the namespace say, on nodes that belong to it', () => {
    template.hasResourceProperties('AWS::Batch::ComputeEnvironment', {
      Type: 'MANAGED',
      EksConfiguration: { EksClusterArn: clusterArn, KubernetesNamespace: 'batch-jobs', AccessEntry: Match.absent() },
      ComputeResources: {
        Type: 'EC2',
        AllocationStrategy: 'BEST_FIT_PROGRESSIVE',
        InstanceTypes: ['default_x86_64'],
        MaxvCpus: 64,
        SecurityGroupIds: Match.arrayWith(['sg-0123456789abcdef0']),
        Tags: Match.absent(),
      },
      EcsSettings: Match.absent(),
    });
    template.hasResourceProperties('AWS::EC2::LaunchTemplate', {
      LaunchTemplateData: {
        MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
        BlockDeviceMappings: [{ Ebs: { Encrypted: true, VolumeSize: 50, VolumeType: 'gp3' } }],
        UserData: Match.absent(),
      },
    });
    template.hasResourceProperties('AWS::Batch::ComputeEnvironment', {
      ComputeResources: { LaunchTemplate: { Version: { 'Fn::GetAtt': Match.arrayWith(['LatestVersionNumber']) } } },
    });
    template.hasResourceProperties('AWS::EKS::AccessEntry', { ClusterName: 'genomics', Type: 'EC2_LINUX' });
  });

  test('is a pod with an image of ECR, a service account, limits that it may count on, and few rights', () => {
    const definition = only(template, 'AWS::Batch::JobDefinition');
    expect(definition).not.toHaveProperty('PlatformCapabilities');
    expect(definition).not.toHaveProperty('ContainerProperties');
    const resources = { cpu: '0.5', memory: '1024Mi' };
    expect(definition).toMatchObject({
      Type: 'container',
      EksProperties: {
        PodProperties: {
          ServiceAccountName: 'worker',
          HostNetwork: false,
          Containers: [
            {
              Name: 'worker',
              Image: { 'Fn::Join': ['', expect.arrayContaining([expect.stringMatching(/:v1$/)])] },
              Args: ['align', '--fast'],
              Env: expect.arrayContaining([
                { Name: 'MODE', Value: 'x' },
                { Name: 'BATCHWRIGHT_JOB', Value: 'align' },
              ]),
              Resources: { Limits: resources, Requests: resources },
              SecurityContext: {
                AllowPrivilegeEscalation: false,
                ReadOnlyRootFilesystem: true,
                RunAsUser: 1000,
                RunAsGroup: 1000,
                RunAsNonRoot: true,
              },
              VolumeMounts: [{ Name: 'tmp', MountPath: '/tmp', ReadOnly: false }],
            },
          ],
          Volumes: [{ Name: 'tmp', EmptyDir: { Medium: '' } }],
        },
      },
    });
  });

  test('gets its role through its service account', () => {
    template.hasResourceProperties('AWS::EKS::PodIdentityAssociation', {
      ClusterName: 'genomics',
      Namespace: 'batch-jobs',
      ServiceAccount: 'worker',
      RoleArn: at.stack.resolve(job.role.roleArn),
    });
    template.hasResourceProperties('AWS::IAM::Role', {
      Description: 'Worker of the job align',
      AssumeRolePolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: ['sts:AssumeRole', 'sts:TagSession'],
            Principal: { Service: 'pods.eks.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          }),
        ]),
      },
    });
  });

  test('is told to submitters as a pod', () => {
    expect(job.forms).toEqual({ EKS: { eks: 'worker' } });
    expect(job.definitionNames.EKS).toMatch(/align_eks$/);
  });
});

test('a cluster of another stack, Spot, a role of one’s own and an access entry are taken', () => {
  const at = emptyStack();
  const role = Role.fromRoleName(at.stack, 'Nodes', 'my-nodes');
  eksPlatform({ spot: true, nodeRole: role, accessEntry: 'ENABLED' }, at).platform.addJob(align, podProps());
  const template = Template.fromStack(at.stack);
  template.hasResourceProperties('AWS::Batch::ComputeEnvironment', {
    EksConfiguration: { AccessEntry: { DesiredState: 'ENABLED' } },
    ComputeResources: { Type: 'SPOT', AllocationStrategy: 'SPOT_PRICE_CAPACITY_OPTIMIZED' },
  });
  template.hasResourceProperties('AWS::IAM::InstanceProfile', { Roles: ['my-nodes'] });
  template.resourceCountIs('AWS::EKS::AccessEntry', 0);
});

test('a role that the user gave is associated and left as it is', () => {
  const at = emptyStack();
  const role = new Role(new Stack(at.stack, 'Elsewhere'), 'Role', {
    assumedBy: new ServicePrincipal('pods.eks.amazonaws.com'),
  });
  const { platform } = eksPlatform({}, at);
  platform.addJob(align, podProps({ role: role.withoutPolicyUpdates() }));
  Template.fromStack(at.stack).resourceCountIs('AWS::EKS::PodIdentityAssociation', 1);
});

test.each<[string, Partial<EksOptions>, RegExp]>([
  ['the default namespace', { namespace: 'default' }, /namespace is "default"/],
  ['a namespace of Kubernetes', { namespace: 'kube-system' }, /not beginning with "kube-"/],
  ['a namespace in capitals', { namespace: 'Batch' }, /lower-case letters/],
  [
    'a cluster by its name',
    { cluster: { clusterArn: 'genomics', clusterSecurityGroup: undefined as never } },
    /clusterArn is "genomics"; expected arn:aws:eks/,
  ],
])('refuses %s', (_what, options, message) => {
  expect(refusal(() => eksPlatform(options))).toMatchObject({
    code: 'INVALID_CLUSTER',
    message: expect.stringMatching(message),
  });
});

test.each<[string, Partial<JobProps<'urgent' | 'nightly'>>, RegExp]>([
  ['without a service account', { serviceAccountName: '' }, /serviceAccountName is not set/],
  [
    'with a share of a CPU that EKS does not give',
    { vcpus: 0.3 },
    /vcpus is 0.3; on Amazon EKS expected a multiple of 0.25/,
  ],
  ['with a user by name', { user: 'worker' }, /user is "worker"; on Amazon EKS expected numbers/],
  ['with an init process of Docker', { init: true }, /init is set/],
  ['on several nodes', { nodes: { count: 2 } }, /is EKS, which has no jobs on several nodes/],
  [
    'with sidecars',
    { sidecars: { proxy: { image: jobProps().image, vcpus: 1, memory: Size.gibibytes(1) } } },
    /sidecars and logRouter are for jobs on Amazon ECS/,
  ],
])('refuses a job on EKS %s', (_what, props, message) => {
  expect(refusal(() => eksPlatform().platform.addJob(align, podProps(props))).message).toMatch(message);
});

test('refuses a service account where no queue is of EKS', () => {
  expect(refusal(() => genomesPlatform().platform.addJob(align, podProps()))).toMatchObject({ code: 'INVALID_POD' });
});

test('refuses GPUs on a cluster whose nodes have none, and takes them on nodes that have', () => {
  const refused = refusal(() => eksPlatform().platform.addJob(align, podProps({ gpus: 1 })));
  expect(refused).toMatchObject({ code: 'NO_GPU', path: 'Test/Genomes/Jobs/align' });
  const { platform } = eksPlatform({ instanceClasses: [InstanceClass.G6] });
  expect(() => platform.addJob(align, podProps({ gpus: 1 }))).not.toThrow();
});

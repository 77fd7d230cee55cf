import { BatchPlatform, Compute, type FileSystemMount } from '@batchwright/cdk';
import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { AccessPoint, FileSystem, type IFileSystem } from 'aws-cdk-lib/aws-efs';
import { align, emptyStack, fargatePlatform, genomes, genomesPlatform, jobProps, only, refusal } from '../fixture';

function mounted(mount: (files: FileSystem) => Omit<FileSystemMount, 'path'>, platform = genomesPlatform) {
  const of = platform({}, emptyStack());
  const files = new FileSystem(of.stack, 'Files', { vpc: of.vpc });
  of.platform.addJob(align, jobProps({ fileSystems: [{ path: '/mnt/reference', ...mount(files) }] }));
  const template = Template.fromStack(of.stack);
  const statements = Object.values(template.findResources('AWS::IAM::Role'))
    .flatMap(({ Properties }) => Properties.Policies ?? [])
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .filter(({ Action }) => [Action].flat().some((action: string) => action.startsWith('elasticfilesystem:')));
  return { template, statements, id: of.stack.getLogicalId(files.node.defaultChild as never) };
}

const container = (template: Template) =>
  only(template, 'AWS::Batch::JobDefinition').ContainerProperties as Record<string, unknown>;

describe.each([
  ['EC2', genomesPlatform],
  ['Fargate', fargatePlatform],
] as const)('a file system on %s', (_kind, platform) => {
  test('is read over TLS, with the right of the role, behind open security groups', () => {
    const { template, statements, id } = mounted((from) => ({ from }), platform);
    expect(container(template)).toMatchObject({
      Volumes: [
        { Name: 'tmp' },
        {
          Name: 'efs-1',
          EfsVolumeConfiguration: {
            FileSystemId: { Ref: id },
            TransitEncryption: 'ENABLED',
            AuthorizationConfig: { Iam: 'ENABLED' },
          },
        },
      ],
      MountPoints: [
        { SourceVolume: 'tmp' },
        { SourceVolume: 'efs-1', ContainerPath: '/mnt/reference', ReadOnly: true },
      ],
    });
    expect(statements).toEqual([
      {
        Effect: 'Allow',
        Action: 'elasticfilesystem:ClientMount',
        Resource: { 'Fn::GetAtt': [id, 'Arn'] },
      },
    ]);
    for (const [type, peer] of [
      ['AWS::EC2::SecurityGroupIngress', 'SourceSecurityGroupId'],
      ['AWS::EC2::SecurityGroupEgress', 'DestinationSecurityGroupId'],
    ] as const) {
      template.hasResourceProperties(type, {
        FromPort: 2049,
        ToPort: 2049,
        IpProtocol: 'tcp',
        [peer]: Match.anyValue(),
      });
    }
  });
});

test('a file system is there before the definition, without making the role wait', () => {
  const { template } = mounted((from) => ({ from }));
  const [definition] = Object.values(template.findResources('AWS::Batch::JobDefinition'));
  expect(definition?.DependsOn).toEqual(expect.arrayContaining([expect.stringContaining('FilesEfsMountTarget')]));
  expect(JSON.stringify(template.findResources('AWS::IAM::Role'))).not.toContain('MountTarget');
});

test.each([
  ['READ', ['elasticfilesystem:ClientMount'], true],
  ['WRITE', ['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite'], false],
  [
    'ROOT',
    ['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientRootAccess', 'elasticfilesystem:ClientWrite'],
    false,
  ],
] as const)('access %s gives its actions and no more', (access, actions, readOnly) => {
  const { template, statements } = mounted((from) => ({ from, access }));
  expect(statements.flatMap(({ Action }) => Action).sort()).toEqual(actions);
  expect(container(template).MountPoints).toContainEqual({
    SourceVolume: 'efs-1',
    ContainerPath: '/mnt/reference',
    ReadOnly: readOnly,
  });
});

test('an access point is the only way in', () => {
  const { template, statements } = mounted((files) => ({ from: files.addAccessPoint('Point', { path: '/jobs' }) }));
  const [id] = Object.keys(template.findResources('AWS::EFS::AccessPoint'));
  expect(container(template).Volumes).toContainEqual(
    expect.objectContaining({
      EfsVolumeConfiguration: expect.objectContaining({
        AuthorizationConfig: { AccessPointId: { Ref: id }, Iam: 'ENABLED' },
      }),
    }),
  );
  expect(JSON.stringify(container(template))).not.toContain('RootDirectory');
  expect(statements[0].Condition.StringEquals['elasticfilesystem:AccessPointArn']).toBeDefined();
});

test('an imported file system may be mounted', () => {
  const of = genomesPlatform();
  const securityGroup = SecurityGroup.fromSecurityGroupId(of.stack, 'Group', 'sg-12345');
  const from = FileSystem.fromFileSystemAttributes(of.stack, 'Imported', { fileSystemId: 'fs-12345', securityGroup });
  of.platform.addJob(align, jobProps({ fileSystems: [{ from, path: '/mnt' }] }));
  const template = Template.fromStack(of.stack);
  expect(JSON.stringify(container(template))).toContain('"FileSystemId":"fs-12345"');
  template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { GroupId: 'sg-12345', FromPort: 2049 });
});

test('a file system of another stack may be mounted without a cycle', () => {
  const app = new App();
  const data = new Stack(app, 'Data');
  const vpc = new Vpc(data, 'Vpc', { natGateways: 1, restrictDefaultSecurityGroup: false });
  const from: IFileSystem = new FileSystem(data, 'Files', { vpc });
  const stack = new Stack(app, 'Jobs');
  const platform = new BatchPlatform(stack, 'Genomes', {
    platform: genomes,
    vpc,
    compute: { spot: Compute.spot({ maxvCpus: 64 }) },
    queues: { urgent: { priority: 2, compute: ['spot'] }, nightly: { priority: 1, compute: ['spot'] } },
  });
  platform.addJob(align, jobProps({ fileSystems: [{ from, path: '/mnt', access: 'WRITE' }] }));
  expect(() => app.synth()).not.toThrow();
});

test('refuses an access point without its file system, and one at the place of another', () => {
  const of = genomesPlatform();
  const point = AccessPoint.fromAccessPointId(of.stack, 'Point', 'fsap-12345');
  expect(
    refusal(() => of.platform.addJob(align, jobProps({ fileSystems: [{ from: point, path: '/mnt' }] }))),
  ).toMatchObject({ code: 'INVALID_MOUNT', message: expect.stringContaining('{ accessPointId, fileSystem }') });
  const from = FileSystem.fromFileSystemAttributes(of.stack, 'Files', {
    fileSystemId: 'fs-12345',
    securityGroup: SecurityGroup.fromSecurityGroupId(of.stack, 'Group', 'sg-12345'),
  });
  const two = [1, 2].map(() => ({ from, path: '/mnt' }));
  expect(refusal(() => genomesPlatform().platform.addJob(align, jobProps({ fileSystems: two })))).toMatchObject({
    code: 'INVALID_MOUNT',
    message: expect.stringContaining('two things are mounted at /mnt'),
  });
});

import { BatchPlatform, Compute, defineJob, definePlatform, type JobProps, prefix, unchecked } from '@batchwright/cdk';
import { EXIT } from '@batchwright/model/contract';
import { LIMITS, retries, retryProblems } from '@batchwright/model/service';
import { CfnParameter, Duration, Lazy, Size } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Secret } from 'aws-cdk-lib/aws-batch';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Secret as ManagedSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { align, emptyStack, fargatePlatform, genomesPlatform, jobProps, only, templateOfJob } from '../fixture';

const DEFINITION = 'AWS::Batch::JobDefinition';

const containerOf = (template: Template) =>
  only(template, DEFINITION).ContainerProperties as Record<string, unknown> & {
    readonly Environment: readonly { readonly Name: string; readonly Value: unknown }[];
  };

/** Both kinds of compute, each behind a queue. */
const mixedPlatform = (at = emptyStack()) =>
  genomesPlatform(
    {
      compute: { steady: Compute.onDemand({ maxvCpus: 16 }), light: Compute.fargate({ maxvCpus: 16 }) },
      queues: { urgent: { priority: 10, compute: ['light'] }, nightly: { priority: 1, compute: ['steady'] } },
    },
    at,
  );

describe('job definition', () => {
  test('has what the job asks for', () => {
    const template = templateOfJob({ command: ['align', 'Ref::genome'], parameters: { genome: 'hg38' } });
    expect(only(template, DEFINITION)).toMatchObject({
      Type: 'container',
      PlatformCapabilities: ['EC2'],
      Parameters: { genome: 'hg38' },
      Timeout: { AttemptDurationSeconds: 1200 },
      ContainerProperties: {
        Command: ['align', 'Ref::genome'],
        Image: 'public.ecr.aws/docker/library/busybox:stable',
        ReadonlyRootFilesystem: true,
        ResourceRequirements: [
          { Type: 'MEMORY', Value: '4096' },
          { Type: 'VCPU', Value: '2' },
        ],
      },
    });
  });

  test('keeps the revisions that queued jobs refer to', () => {
    expect(only(templateOfJob(), DEFINITION).ResourceRetentionPolicy).toEqual({ SkipDeregisterOnUpdate: true });
  });

  test('says everything that Fargate needs', () => {
    const arm = Compute.fargate({ maxvCpus: 8, architecture: 'arm64' });
    const of = fargatePlatform({
      compute: { light: arm },
      queues: { urgent: { priority: 2, compute: ['light'] }, nightly: { priority: 1, compute: ['light'] } },
    });
    expect(only(templateOfJob({}, of), DEFINITION)).toMatchObject({
      PlatformCapabilities: ['FARGATE'],
      ContainerProperties: {
        NetworkConfiguration: { AssignPublicIp: 'DISABLED' },
        RuntimePlatform: { CpuArchitecture: 'ARM64', OperatingSystemFamily: 'LINUX' },
        ExecutionRoleArn: expect.anything(),
      },
    });
  });

  test('is made once for each kind of compute of the queues, with one role and one log group', () => {
    const of = mixedPlatform();
    const job = of.platform.addJob(align, jobProps());
    const template = Template.fromStack(of.stack);
    expect(Object.keys(job.definitions)).toEqual(['EC2', 'FARGATE']);
    expect(
      Object.values(template.findResources(DEFINITION)).map(({ Properties }) => Properties.JobDefinitionName),
    ).toEqual([job.definitionNames.EC2, job.definitionNames.FARGATE]);
    template.resourceCountIs('AWS::Logs::LogGroup', 1);
    expect(job.queues).toEqual(['urgent', 'nightly']);
  });

  test('is made for the one kind that its queues have', () => {
    const of = mixedPlatform();
    const job = of.platform.addJob(align, jobProps({ queues: ['nightly'] }));
    expect(Object.keys(job.definitions)).toEqual(['EC2']);
    expect(job.queues).toEqual(['nightly']);
  });

  test('has no empty objects but the host volume, which is empty by the service', () => {
    const empty: string[] = [];
    const walk = (value: unknown, path: string): void => {
      if (typeof value !== 'object' || value === null) return;
      const entries = Object.entries(value);
      if (entries.length === 0) empty.push(path);
      for (const [key, part] of entries) walk(part, `${path}.${key}`);
    };
    for (const platform of [genomesPlatform(), fargatePlatform()]) {
      walk(templateOfJob({}, platform).toJSON().Resources, '');
    }
    expect(empty.filter((path) => !path.endsWith('.Volumes.0.Host'))).toEqual([]);
  });

  test('takes sizes that only the deployment knows', () => {
    const at = emptyStack();
    const number = (id: string) => new CfnParameter(at.stack, id, { type: 'Number' }).valueAsNumber;
    const of = genomesPlatform({}, at);
    const template = templateOfJob(
      {
        vcpus: number('Cpus'),
        memory: Size.mebibytes(number('Memory')),
        timeout: Duration.seconds(number('Timeout')),
        attempts: number('Attempts'),
      },
      of,
    );
    expect(only(template, DEFINITION)).toMatchObject({
      Timeout: { AttemptDurationSeconds: { Ref: 'Timeout' } },
      RetryStrategy: { Attempts: { Ref: 'Attempts' } },
      ContainerProperties: {
        ResourceRequirements: [
          { Type: 'MEMORY', Value: { Ref: 'Memory' } },
          { Type: 'VCPU', Value: { Ref: 'Cpus' } },
        ],
      },
    });
  });

  test('takes a lazy number of vCPUs as text', () => {
    const template = templateOfJob({ vcpus: Lazy.number({ produce: () => 4 }) });
    expect(containerOf(template).ResourceRequirements).toContainEqual({ Type: 'VCPU', Value: '4' });
  });
});

describe('name of a job definition', () => {
  const nameOf = (id: string, stack = 'Test') => {
    const at = emptyStack(stack);
    const of = genomesPlatform({}, at);
    return of.platform.addJob(align, jobProps()).definitionNames.EC2 ?? id;
  };

  test('says platform and job, and stays', () => {
    expect(nameOf('a')).toMatch(/^genomes-[0-9a-f]{8}-align$/);
    expect(nameOf('a')).toBe(nameOf('a'));
  });

  test('differs between stacks', () => {
    expect(nameOf('a', 'One')).not.toBe(nameOf('a', 'Two'));
  });
});

describe('environment', () => {
  test('tells the worker its job, its workspace and its region, beside what the user sets', () => {
    const { Environment } = containerOf(templateOfJob({ environment: { LEVEL: 'debug' } }));
    expect(Environment.map(({ Name }) => Name).sort()).toEqual([
      'AWS_REGION',
      'BATCHWRIGHT_JOB',
      'BATCHWRIGHT_WORKSPACE',
      'LEVEL',
    ]);
    expect(Environment).toContainEqual({ Name: 'BATCHWRIGHT_JOB', Value: 'align' });
    expect(Environment).toContainEqual({ Name: 'AWS_REGION', Value: { Ref: 'AWS::Region' } });
  });

  test('lets the user choose the region', () => {
    const { Environment } = containerOf(templateOfJob({ environment: { AWS_REGION: 'eu-west-1' } }));
    expect(Environment.filter(({ Name }) => Name === 'AWS_REGION')).toEqual([
      { Name: 'AWS_REGION', Value: 'eu-west-1' },
    ]);
  });

  test('lets a secret be the region, since no name may be in both', () => {
    const of = genomesPlatform();
    const secret = Secret.fromSecretsManager(new ManagedSecret(of.stack, 'Place'));
    const { Environment } = containerOf(templateOfJob({ secrets: { AWS_REGION: secret } }, of));
    expect(Environment.map(({ Name }) => Name)).not.toContain('AWS_REGION');
  });

  test('has secrets that only this job can read', () => {
    const of = genomesPlatform();
    const secret = new ManagedSecret(of.stack, 'Token');
    const template = templateOfJob({ secrets: { TOKEN: Secret.fromSecretsManager(secret) } }, of);
    const id = of.stack.getLogicalId(secret.node.defaultChild as never);
    expect(containerOf(template).Secrets).toEqual([{ Name: 'TOKEN', ValueFrom: { Ref: id } }]);
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyName: Match.stringLikeRegexp('ExecutionRole'),
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Action: Match.arrayWith(['secretsmanager:GetSecretValue']), Resource: { Ref: id } }),
        ]),
      },
    });
  });
});

describe('retry strategy', () => {
  const strategyOf = (template: Template) => {
    const { Attempts, EvaluateOnExit } = only(template, DEFINITION).RetryStrategy as {
      readonly Attempts: number;
      readonly EvaluateOnExit: readonly Record<'Action' | 'OnExitCode' | 'OnReason' | 'OnStatusReason', string>[];
    };
    const rules = EvaluateOnExit.map((rule) => ({
      action: rule.Action,
      onExitCode: rule.OnExitCode,
      onReason: rule.OnReason,
      onStatusReason: rule.OnStatusReason,
    }));
    return { attempts: Attempts, rules };
  };
  const exited = (exitCode: number, reason?: string) => ({
    exitCode,
    reason,
    statusReason: 'Essential container in task exited',
  });

  test.each([
    ['EC2', genomesPlatform],
    ['Fargate', fargatePlatform],
  ] as const)('of %s is one that the service takes', (_kind, platform) => {
    const { attempts, rules } = strategyOf(templateOfJob({}, platform()));
    expect(attempts).toBe(3);
    expect(rules.length).toBeLessThanOrEqual(LIMITS.evaluateOnExitRules);
    expect(retryProblems(attempts, rules)).toEqual([]);
  });

  test.each([
    ['EC2', 'repeats', 'a lost host', genomesPlatform, { statusReason: 'Host EC2 (instance i-0abc) terminated.' }],
    [
      'EC2',
      'repeats',
      'an image that could not be pulled',
      genomesPlatform,
      { reason: 'CannotPullContainerError: x', statusReason: 'Task failed to start' },
    ],
    [
      'EC2',
      'repeats',
      'a container that Docker could not start',
      genomesPlatform,
      { reason: 'DockerTimeoutError: x', statusReason: 'Task failed to start' },
    ],
    ['EC2', 'repeats', 'a worker that asks for it', genomesPlatform, exited(EXIT.RETRYABLE.code)],
    [
      'EC2',
      'repeats',
      'a worker that the reclaim stopped',
      genomesPlatform,
      { exitCode: 143, statusReason: 'Host EC2 (instance i-0abc) terminated.' },
    ],
    ['EC2', 'ends', 'a worker that threw', genomesPlatform, exited(EXIT.FAILED.code)],
    ['EC2', 'ends', 'an input that does not fit', genomesPlatform, exited(EXIT.BAD_INPUT.code)],
    [
      'EC2',
      'ends',
      'a worker out of memory',
      genomesPlatform,
      exited(137, 'OutOfMemoryError: Container killed due to memory usage'),
    ],
    [
      'Fargate',
      'repeats',
      'a reclaimed task',
      fargatePlatform,
      { exitCode: 137, statusReason: 'Your Spot Task was interrupted.' },
    ],
    ['Fargate', 'repeats', 'a worker that asks for it', fargatePlatform, exited(EXIT.RETRYABLE.code)],
    ['Fargate', 'ends', 'a worker that threw', fargatePlatform, exited(EXIT.FAILED.code)],
  ] as const)('of %s %s %s', (_kind, verb, _what, platform, failed) => {
    const { attempts, rules } = strategyOf(templateOfJob({}, platform()));
    expect(retries(1, attempts, rules, failed)).toBe(verb === 'repeats');
    expect(retries(attempts, attempts, rules, failed)).toBe(false);
  });

  test("can be the user's own", () => {
    const { attempts, rules } = strategyOf(
      templateOfJob({ attempts: 10, retry: [{ action: 'EXIT', onExitCode: '1*' }] }),
    );
    expect(attempts).toBe(10);
    expect(rules).toEqual([{ action: 'EXIT', onExitCode: '1*', onReason: undefined, onStatusReason: undefined }]);
  });
});

describe('roles of a job', () => {
  /** Statements of roles and policies whose logical id matches, as `action on resource`. */
  const statementsOf = (template: Template, id: RegExp): string[] =>
    documentsOf(template)
      .filter(([of]) => id.test(of))
      .flatMap(([, document]) => document.Statement)
      .flatMap(({ Action, Resource, Condition }) =>
        [Action].flat().flatMap((action) =>
          [Resource].flat().map((resource) => {
            const condition = Condition ? ` if ${JSON.stringify(Condition)}` : '';
            return `${action} on ${text(resource)}${condition}`;
          }),
        ),
      )
      .sort();

  test('are lent to tasks of this account only', () => {
    const roles = Object.values(templateOfJob().findResources('AWS::IAM::Role')).filter(({ Properties }) =>
      JSON.stringify(Properties.AssumeRolePolicyDocument).includes('ecs-tasks'),
    );
    expect(roles).toHaveLength(2);
    for (const { Properties } of roles) {
      expect(Properties.AssumeRolePolicyDocument.Statement).toEqual([
        {
          Action: 'sts:AssumeRole',
          Effect: 'Allow',
          Principal: { Service: 'ecs-tasks.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        },
      ]);
    }
  });

  test('confine the worker to its own part of the workspace', () => {
    expect(statementsOf(templateOfJob(), /alignRole/)).toEqual([
      's3:GetObject on GenomesWorkspaceBucket/checkpoints/align/*',
      's3:GetObject on GenomesWorkspaceBucket/items/align/*',
      's3:ListBucket on GenomesWorkspaceBucket if {"StringLike":{"s3:prefix":["items/align/*","checkpoints/align/*"]}}',
      's3:PutObject on GenomesWorkspaceBucket/checkpoints/align/*',
      's3:PutObject on GenomesWorkspaceBucket/outputs/align/*',
    ]);
  });

  test('let the worker read and write what the job names, and no more', () => {
    const of = genomesPlatform();
    const { location } = of.platform.workspace;
    const template = templateOfJob(
      { reads: [prefix(location.bucket, 'reference/')], writes: [prefix(location.bucket, 'bam/')] },
      of,
    );
    const statements = statementsOf(template, /alignRole/).filter((one) => !/items|outputs|checkpoints/.test(one));
    expect(statements).toEqual([
      's3:AbortMultipartUpload on GenomesWorkspaceBucket/bam/*',
      's3:GetObject on GenomesWorkspaceBucket/reference/*',
      's3:ListBucket on GenomesWorkspaceBucket if {"StringLike":{"s3:prefix":"reference/*"}}',
      's3:PutObject on GenomesWorkspaceBucket/bam/*',
    ]);
  });

  test('let the container be started, and its lines be written to its own log group', () => {
    const of = genomesPlatform();
    const image = ContainerImage.fromEcrRepository(new Repository(of.stack, 'Images'), 'v1');
    expect(statementsOf(templateOfJob({ image }, of), /ExecutionRole/)).toEqual([
      'ecr:BatchCheckLayerAvailability on Images',
      'ecr:BatchGetImage on Images',
      'ecr:GetAuthorizationToken on *',
      'ecr:GetDownloadUrlForLayer on Images',
      'logs:CreateLogStream on GenomesJobsalignLogs',
      'logs:PutLogEvents on GenomesJobsalignLogs',
    ]);
  });

  test('name no action by a wildcard', () => {
    const of = genomesPlatform();
    const bucket = of.platform.workspace.location.bucket;
    const actions = documentsOf(templateOfJob({ reads: [bucket], writes: [bucket] }, of))
      .flatMap(([, document]) => document.Statement)
      .flatMap(({ Action }) => Action);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
    expect(actions.length).toBeGreaterThan(5);
  });
});

describe('execution role', () => {
  test('is shared by jobs without secrets, and owned by one with secrets', () => {
    const index = defineJob('index', { input: unchecked<string>() });
    const sort = defineJob('sort', { input: unchecked<string>() });
    const { stack, vpc } = emptyStack();
    const platform = new BatchPlatform(stack, 'Open', {
      platform: definePlatform('open', { queues: ['all'] }),
      vpc,
      compute: { spot: Compute.spot({ maxvCpus: 64 }) },
      queues: { all: { priority: 1, compute: ['spot'] } },
    });
    const props: JobProps<'all'> = { ...jobProps(), queues: ['all'] };
    const plain = platform.addJob(index, props);
    const secret = Secret.fromSecretsManager(new ManagedSecret(stack, 'Token'));
    const secretive = platform.addJob(align, { ...props, secrets: { TOKEN: secret } });
    expect(platform.addJob(sort, props).executionRole).toBe(plain.executionRole);
    expect(secretive.executionRole).not.toBe(plain.executionRole);
  });
});

test('a job is a grantee: the worker', () => {
  const of = genomesPlatform();
  const job = of.platform.addJob(align, jobProps());
  expect(job.grantPrincipal).toBe(job.role.grantPrincipal);
});

test('logs are kept for a month, or as long as the job says', () => {
  expect(only(templateOfJob(), 'AWS::Logs::LogGroup')).toEqual({ RetentionInDays: 30 });
  expect(only(templateOfJob({ logRetention: RetentionDays.ONE_YEAR }), 'AWS::Logs::LogGroup')).toEqual({
    RetentionInDays: 365,
  });
});

test('a job without a timeout gets one hour and a notice', () => {
  const of = genomesPlatform();
  const { timeout: _left, ...props } = jobProps();
  of.platform.addJob(align, props);
  Annotations.fromStack(of.stack).hasInfo(
    '/Test/Genomes/Jobs/align',
    Match.stringLikeRegexp('stopped after 60 minutes.*@batchwright/cdk:DEFAULT_TIMEOUT'),
  );
  expect(of.platform.jobs.get('align')?.timeout.toHours()).toBe(1);
});

interface PolicyDocument {
  readonly Statement: readonly {
    readonly Action: string | string[];
    readonly Resource: unknown;
    readonly Condition?: unknown;
  }[];
}

/** All policy documents of a template, each with the logical id of the role or policy that it stands in. */
function documentsOf(template: Template): (readonly [string, PolicyDocument])[] {
  const policies = Object.entries(template.findResources('AWS::IAM::Policy'));
  const roles = Object.entries(template.findResources('AWS::IAM::Role'));
  return [
    ...policies.map(([id, { Properties }]) => [id, Properties.PolicyDocument] as const),
    ...roles.flatMap(([id, { Properties }]) =>
      (Properties.Policies ?? []).map((one: { readonly PolicyDocument: PolicyDocument }) => [id, one.PolicyDocument]),
    ),
  ];
}

/** A resource of a statement as text: logical ids without their hashes, joined with what follows. */
function text(resource: unknown): string {
  if (typeof resource === 'string') return resource;
  const {
    'Fn::GetAtt': attribute,
    'Fn::Join': join,
    'Fn::Sub': sub,
  } = resource as Record<string, readonly [string, readonly unknown[]]>;
  if (sub) return String(sub).replace(/\$\{(\w+?)[0-9A-F]{8}\.\w+\}/g, '$1');
  if (attribute) return attribute[0].replace(/[0-9A-F]{8}$/, '');
  if (join) return join[1].map(text).join(join[0]);
  return JSON.stringify(resource);
}

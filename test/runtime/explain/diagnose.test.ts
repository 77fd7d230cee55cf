import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  CreateLaunchConfigurationCommand,
  DescribeAutoScalingGroupsCommand,
} from '@aws-sdk/client-auto-scaling';
import { BatchClient } from '@aws-sdk/client-batch';
import { DescribeSubnetsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { CreateClusterCommand, ECSClient, RegisterContainerInstanceCommand } from '@aws-sdk/client-ecs';
import { blockedReason, WAITING_CAUSES, type WaitingCause } from '@batchwright/model/service';
import { diagnose } from '@batchwright/runtime/explain';
import { describeWithMoto, type Moto, startMoto } from '../../examples/deploy/moto';
import { denied, type Fixture, fixtureAws, xml } from './fixture-aws';

const UUID = '640012bd-4e90-3f19-9dd2-c09a23dc923d';
const ARN = 'arn:aws:batch:us-east-1:123456789012:';
const QUEUE = `${ARN}job-queue/q`;
const HOUR_MS = 60 * 60 * 1000;
const id = (n: number): string => `00000000-0000-4000-8000-00000000000${n}`;
const jobArn = (n: number): string => `${ARN}job/${id(n)}`;

/** What is not as usual in a case: members of the answers of Batch, and whole answers of anybody. */
interface Row {
  readonly cause: WaitingCause;
  readonly title: string;
  readonly job?: object;
  readonly container?: object;
  readonly queue?: object;
  readonly environment?: object;
  readonly resources?: object;
  readonly front?: readonly number[];
  readonly utilization?: object;
  readonly answers?: Readonly<Record<string, Fixture>>;
  /** What the evidence must name. */
  readonly evidence: RegExp;
  /** Name of the environment: one that moto has machines for. */
  readonly environmentName?: string;
  readonly now?: () => number;
}

const requirements = (vcpus: number, memory: number) => ({
  resourceRequirements: [
    { type: 'VCPU', value: String(vcpus) },
    { type: 'MEMORY', value: String(memory) },
  ],
});

/** As the API reference of Auto Scaling prints activities; the words are from threads about launch failures. */
const activity = (status: string, message: string) =>
  xml(
    'DescribeScalingActivities',
    `<Activities><member><ActivityId>a</ActivityId><AutoScalingGroupName>g</AutoScalingGroupName><StartTime>${new Date().toISOString()}</StartTime><StatusCode>${status}</StatusCode><StatusMessage>${message}</StatusMessage><Cause>c</Cause></member></Activities>`,
  );
/** As the AWS CLI's examples print a quota. */
const quota = (code: string, name: string, value: number): Fixture => ({
  body: { Quota: { ServiceCode: 'ec2', QuotaCode: code, QuotaName: name, Value: value } },
});
const group = (instances = '') =>
  xml(
    'DescribeAutoScalingGroups',
    `<AutoScalingGroups><member><AutoScalingGroupName>AWSBatch-ce-asg-${UUID}</AutoScalingGroupName><Instances>${instances}</Instances></member></AutoScalingGroups>`,
  );

/** As the API reference of ECS prints a container instance. */
const instances = (more: object, freeMiB = 7680): Readonly<Record<string, Fixture>> => {
  const room = (memory: number) => [
    { name: 'CPU', type: 'INTEGER', integerValue: 2048 },
    { name: 'MEMORY', type: 'INTEGER', integerValue: memory },
  ];
  const arn = `arn:aws:ecs:us-east-1:123456789012:container-instance/ce_Batch_${UUID}/1`;
  return {
    ListContainerInstances: { body: { containerInstanceArns: [arn] } },
    DescribeContainerInstances: {
      body: {
        containerInstances: [
          {
            containerInstanceArn: arn,
            ec2InstanceId: 'i-1',
            status: 'ACTIVE',
            agentConnected: true,
            registeredResources: room(7680),
            remainingResources: room(freeMiB),
            attributes: [{ name: 'com.amazonaws.ecs.capability.logging-driver.awslogs' }],
            ...more,
          },
        ],
      },
    },
  };
};

const ROWS: readonly Row[] = [
  {
    cause: 'NOT_AT_HEAD',
    title: 'the job is the third of its queue',
    front: [2, 3, 1],
    evidence: /place 3, behind .*0002/,
  },
  {
    cause: 'CONSUMABLE_RESOURCE',
    title: 'a licence is used up',
    job: {
      consumableResourceProperties: {
        consumableResourceList: [{ consumableResource: `${ARN}consumable-resource/licence`, quantity: 2 }],
      },
    },
    answers: {
      DescribeConsumableResource: {
        body: { consumableResourceName: 'licence', consumableResourceArn: 'a', totalQuantity: 5, availableQuantity: 1 },
      },
    },
    evidence: /licence: 1 of 5 available, 2 needed/,
  },
  {
    cause: 'QUEUE_INVALID',
    title: 'the queue is invalid',
    queue: { status: 'INVALID', statusReason: 'CLIENT_ERROR - no valid compute environment' },
    evidence: /INVALID: CLIENT_ERROR/,
  },
  {
    cause: 'ENVIRONMENT_DISABLED',
    title: 'the only environment is disabled',
    environment: { state: 'DISABLED' },
    evidence: /ce is DISABLED/,
  },
  {
    cause: 'ENVIRONMENT_INVALID',
    title: 'the only environment is invalid',
    environment: { status: 'INVALID', statusReason: 'CLIENT_ERROR - Not authorized to perform sts:AssumeRole' },
    evidence: /sts:AssumeRole/,
  },
  {
    cause: 'ENVIRONMENT_INVALID',
    title: 'the only environment is being created',
    environment: { status: 'CREATING' },
    evidence: /ce is CREATING/,
  },
  {
    cause: 'JOB_RUNS',
    title: 'it is an array of which children run',
    job: { status: 'PENDING', arrayProperties: { size: 2, statusSummary: { RUNNING: 2 } } },
    answers: { ListJobs: { body: { jobSummaryList: [{ jobId: `${id(3)}:0`, jobName: 'a' }] } } },
    evidence: /RUNNING/,
  },
  {
    cause: 'SERVICE_ROLE',
    title: 'the service names its role',
    // The service prints this one with an en dash.
    job: { statusReason: 'MISCONFIGURATION:SERVICE_ROLE_PERMISSIONS – Batch service role has a permission issue.' },
    evidence: /SERVICE_ROLE_PERMISSIONS/,
  },
  {
    cause: 'MAX_VCPUS_TOO_SMALL',
    title: 'the job wants more than maxvCpus',
    container: requirements(96, 1024),
    evidence: /wants 96 vCPUs[\s\S]*maxvCpus 64/,
  },
  {
    cause: 'MAX_VCPUS_IN_USE',
    title: 'all vCPUs are in use',
    utilization: { totalCapacityUsage: [{ capacityUnit: 'vCPU', quantity: 63.5 }] },
    evidence: /63.5 vCPUs in use/,
  },
  {
    cause: 'NO_INSTANCE_FITS',
    title: 'the job asks for the nominal memory of the type',
    container: requirements(1, 8192),
    evidence: /m5.large: 2 vCPUs, 8192 MiB of which jobs get about 7750/,
  },
  {
    cause: 'NOT_OFFERED_IN_ZONE',
    title: 'the zone does not have the type',
    answers: {
      DescribeInstanceTypeOfferings: {
        body: '<DescribeInstanceTypeOfferingsResponse><instanceTypeOfferingSet/></DescribeInstanceTypeOfferingsResponse>',
      },
    },
    evidence: /no type that fits is offered in us-east-1/,
  },
  {
    cause: 'VCPU_QUOTA',
    title: 'the quota is smaller than the job',
    answers: { GetServiceQuota: quota('L-1216C47A', 'Running On-Demand Standard instances', 1) },
    container: requirements(2, 1024),
    evidence: /Running On-Demand Standard instances" \(L-1216C47A\) is 1 vCPUs/,
  },
  {
    cause: 'VCPU_QUOTA',
    title: 'Auto Scaling met the quota',
    answers: {
      DescribeAutoScalingGroups: group(),
      DescribeScalingActivities: activity(
        'Failed',
        'Could not launch On-Demand Instances. VcpuLimitExceeded - You have requested more vCPU capacity than your current vCPU limit of 8 allows',
      ),
    },
    evidence: /VcpuLimitExceeded/,
  },
  {
    cause: 'VCPU_QUOTA',
    title: 'the quota of Fargate is smaller than the job',
    job: { platformCapabilities: ['FARGATE'] },
    environment: { computeResources: { type: 'FARGATE', maxvCpus: 64, subnets: ['subnet-1'] } },
    container: requirements(8, 16_384),
    answers: { GetServiceQuota: quota('L-3032A538', 'Fargate On-Demand vCPU resource count', 6) },
    evidence: /Fargate On-Demand vCPU resource count" \(L-3032A538\) is 6/,
  },
  {
    cause: 'INSUFFICIENT_CAPACITY',
    title: 'Auto Scaling gets no Spot capacity',
    answers: {
      DescribeAutoScalingGroups: group(),
      DescribeScalingActivities: activity(
        'Failed',
        'Could not launch Spot Instances. UnfulfillableCapacity - There is no capacity available that matches your request.',
      ),
    },
    evidence: /UnfulfillableCapacity/,
  },
  {
    cause: 'INSUFFICIENT_CAPACITY',
    title: 'the service says so itself',
    job: { statusReason: blockedReason('CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY') },
    evidence: /cannot fulfill the capacity/,
  },
  {
    cause: 'LAUNCH_FAILED',
    title: 'the image of the launch template is gone',
    answers: {
      DescribeAutoScalingGroups: group(),
      DescribeScalingActivities: activity('Failed', "The image id '[ami-0abc]' does not exist"),
    },
    evidence: /ami-0abc/,
  },
  {
    cause: 'SCALING_UP',
    title: 'a machine is on its way',
    answers: {
      DescribeAutoScalingGroups: group(),
      DescribeScalingActivities: activity('InProgress', 'Launching a new EC2 instance: i-1'),
    },
    evidence: /InProgress/,
  },
  {
    cause: 'INSTANCES_DO_NOT_JOIN',
    title: 'a machine runs for an hour and is not in the cluster',
    environmentName: 'lonely',
    now: () => Date.now() + HOUR_MS,
    evidence: /lonely: 1 running, not in the cluster for more than 10 minutes: i-/,
  },
  {
    cause: 'SCALING_UP',
    title: 'a machine was launched just now and is not in the cluster',
    environmentName: 'lonely',
    evidence: /just launched/,
  },
  {
    cause: 'REGISTERED_TOO_SMALL',
    title: 'the machine in the cluster registered less than the job wants',
    environmentName: 'joined',
    container: requirements(1, 7600),
    evidence: /registered .* MiB; the job wants 1 vCPUs, 7600 MiB/,
  },
  {
    cause: 'MISSING_ATTRIBUTE',
    title: 'the machine in the cluster cannot write to CloudWatch Logs',
    // The instances of moto register the drivers of Docker itself, and not this one.
    environmentName: 'joined',
    evidence: /none of 1 has com\.amazonaws\.ecs\.capability\.logging-driver\.awslogs/,
  },
  {
    cause: 'AGENT_DISCONNECTED',
    title: 'no agent is connected',
    answers: instances({ agentConnected: false }),
    evidence: /1 of 1 not connected: i-1/,
  },
  {
    cause: 'MACHINES_BUSY',
    title: 'the machine in the cluster is in use',
    answers: instances({}, 512),
    evidence: /the freest, i-1, has 2 vCPUs, 512 MiB left; the job wants 1 vCPUs, 1024 MiB/,
  },
  {
    cause: 'KIND_MISMATCH',
    title: 'the job is for Fargate and the queue for EC2',
    job: { platformCapabilities: ['FARGATE'] },
    evidence: /the job is for FARGATE; ce is EC2/,
  },
  {
    cause: 'KIND_MISMATCH',
    title: 'the job is for Windows and the queue for Fargate Spot',
    job: { platformCapabilities: ['FARGATE'] },
    container: { ...requirements(1, 2048), runtimePlatform: { operatingSystemFamily: 'WINDOWS_SERVER_2022_CORE' } },
    environment: { computeResources: { type: 'FARGATE_SPOT', maxvCpus: 64, subnets: ['subnet-1'] } },
    evidence: /Windows/,
  },
  {
    cause: 'DEPENDENCIES',
    title: 'another job has not ended',
    job: { status: 'PENDING', dependsOn: [{ jobId: id(2) }] },
    evidence: /0002 is RUNNABLE/,
  },
  { cause: 'STARTING', title: 'its image is pulled', job: { status: 'STARTING' }, evidence: /STARTING/ },
  { cause: 'JOB_RUNS', title: 'it runs', job: { status: 'RUNNING' }, evidence: /RUNNING/ },
  { cause: 'JOB_ENDED', title: 'it has ended', job: { status: 'SUCCEEDED' }, evidence: /SUCCEEDED/ },
];

describeWithMoto('diagnose', () => {
  let moto: Moto;
  let subnet: string;
  beforeAll(async () => {
    moto = await startMoto();
    subnet = await machines(moto);
  }, 120_000);
  afterAll(() => moto?.stop());
  jest.setTimeout(60_000);

  /** Batch as the row has it; EC2, ECS and Auto Scaling by moto where the row says nothing. */
  const answersOf = (row: Omit<Row, 'cause' | 'title' | 'evidence'>) => {
    const name = row.environmentName ?? 'ce';
    const cluster = `arn:aws:ecs:us-east-1:123456789012:cluster/${name}_Batch_${UUID}`;
    const job = (n: number, more: object) => ({
      jobId: id(n),
      jobArn: jobArn(n),
      jobName: `job-${n}`,
      jobQueue: QUEUE,
      jobDefinition: `${ARN}job-definition/d:1`,
      status: 'RUNNABLE',
      startedAt: 0,
      platformCapabilities: ['EC2'],
      container: { image: 'i', ...requirements(1, 1024), ...(n === 1 ? row.container : {}) },
      ...more,
    });
    const batch: Record<string, (input: Record<string, unknown>) => object> = {
      DescribeJobs: ({ jobs }) => ({
        jobs: (jobs as string[])
          .filter((each) => /000[123](:0)?$/.test(each))
          .map((each) => {
            if (each === id(1)) return job(1, row.job ?? {});
            return each.endsWith(':0') ? job(3, { status: 'RUNNING' }) : job(Number(each.at(-1)), {});
          }),
      }),
      DescribeJobQueues: ({ jobQueues }) => ({
        jobQueues: (jobQueues as string[])
          .filter((each) => each === QUEUE || each === 'q')
          .map(() => ({
            jobQueueName: 'q',
            jobQueueArn: QUEUE,
            state: 'ENABLED',
            status: 'VALID',
            priority: 1,
            computeEnvironmentOrder: [{ order: 1, computeEnvironment: `${ARN}compute-environment/${name}` }],
            ...row.queue,
          })),
      }),
      DescribeComputeEnvironments: () => ({
        computeEnvironments: [
          {
            computeEnvironmentName: name,
            computeEnvironmentArn: `${ARN}compute-environment/${name}`,
            ecsClusterArn: cluster,
            type: 'MANAGED',
            state: 'ENABLED',
            status: 'VALID',
            computeResources: {
              type: 'EC2',
              maxvCpus: 64,
              desiredvCpus: 0,
              instanceTypes: ['m5.large'],
              subnets: [subnet],
              allocationStrategy: 'BEST_FIT_PROGRESSIVE',
            },
            ...row.environment,
          },
        ],
      }),
      GetJobQueueSnapshot: () => ({
        frontOfQueue: { jobs: (row.front ?? [1]).map((n) => ({ jobArn: jobArn(n) })), lastUpdatedAt: Date.now() },
        queueUtilization: row.utilization,
      }),
    };
    return (operation: string, input: Record<string, unknown>): Fixture | undefined => {
      const own = row.answers?.[operation];
      if (own !== undefined) return own;
      const answer = batch[operation]?.(input);
      return answer === undefined ? undefined : { body: answer };
    };
  };

  async function diagnosed(
    row: Omit<Row, 'cause' | 'title' | 'evidence'>,
    target: Parameters<typeof diagnose>[0] = id(1),
  ) {
    const aws = await fixtureAws(answersOf(row), moto.endpoint);
    const client = new BatchClient({
      endpoint: aws.endpoint,
      region: moto.region,
      credentials: moto.credentials,
      maxAttempts: 1,
    });
    try {
      const clock = { now: row.now ?? Date.now, sleep: async () => undefined };
      return { diagnosis: await diagnose(target, { client, endpoint: aws.endpoint }, clock), asked: aws.asked };
    } finally {
      client.destroy();
      await aws.close();
    }
  }
  const says = (evidence: readonly { readonly says: string }[]): string => evidence.map((each) => each.says).join('\n');

  test.each(ROWS.map((row) => [row.cause, row.title, row] as const))('%s: %s', async (cause, _title, row) => {
    const { diagnosis } = await diagnosed(row);
    const [first] = diagnosis.findings;
    expect({ cause: first?.cause, evidence: says(first?.evidence ?? []) }).toEqual({
      cause,
      evidence: expect.stringMatching(row.evidence),
    });
    expect(diagnosis.summary).toContain(first?.what);
  });

  test('a job with nothing against it is told so, with all probes asked', async () => {
    const { diagnosis, asked } = await diagnosed({
      answers: {
        ...instances({}),
        DescribeAutoScalingGroups: group(),
        DescribeScalingActivities: activity('Successful', 'Launching a new EC2 instance: i-1'),
      },
    });
    expect(diagnosis.findings.map(({ cause }) => cause)).toEqual(['UNDETERMINED']);
    for (const operation of [
      'GetJobQueueSnapshot',
      'DescribeInstanceTypes',
      'DescribeInstanceTypeOfferings',
      'DescribeAutoScalingGroups',
      'DescribeScalingActivities',
      'ListContainerInstances',
      'DescribeContainerInstances',
      'GetServiceQuota',
    ]) {
      expect(asked).toContain(operation);
    }
    // Moto knows the quotas of VPC only.
    expect(diagnosis.skipped.map(({ operation }) => operation)).toEqual(['servicequotas:GetServiceQuota']);
  });

  test('every cause but those of the tests below has a row', () => {
    const rows = new Set<string>(ROWS.map(({ cause }) => cause));
    expect(Object.keys(WAITING_CAUSES).filter((cause) => !rows.has(cause))).toEqual([
      'JOB_GONE',
      'QUEUE_DISABLED',
      'NOTHING_WAITS',
      'UNDETERMINED',
    ]);
  });

  test('a disabled queue goes on with what is in it, so that is only a note', async () => {
    const { diagnosis } = await diagnosed({ queue: { state: 'DISABLED' } });
    expect(diagnosis.findings.map(({ cause, certainty }) => [cause, certainty])).toEqual([
      ['UNDETERMINED', 'likely'],
      ['QUEUE_DISABLED', 'note'],
    ]);
  });

  test('behind another job, that one is diagnosed as well', async () => {
    const { diagnosis } = await diagnosed({ front: [2, 1], container: requirements(96, 1024) });
    expect(diagnosis.findings.map(({ cause }) => cause)).toEqual([
      'NOT_AT_HEAD',
      'MAX_VCPUS_TOO_SMALL',
      'NO_INSTANCE_FITS',
    ]);
    expect(diagnosis.ahead).toMatchObject({ jobId: id(2), findings: [{ cause: 'UNDETERMINED' }] });
  });

  test('a queue is diagnosed by the job at its head', async () => {
    const { diagnosis } = await diagnosed({ container: requirements(96, 1024) }, { queue: 'q' });
    expect(diagnosis).toMatchObject({ queue: 'q', jobId: id(1) });
    expect(diagnosis.findings[0]?.cause).toBe('MAX_VCPUS_TOO_SMALL');
  });

  test('a queue in which nothing waits is told so', async () => {
    const { diagnosis } = await diagnosed({ front: [] }, { queue: QUEUE });
    expect(diagnosis.findings[0]?.cause).toBe('NOTHING_WAITS');
    expect(diagnosis.jobId).toBeUndefined();
  });

  test('a queue that does not exist is refused, and a job that does not is told so', async () => {
    await expect(diagnosed({}, { queue: 'nothing' })).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      option: 'queue',
    });
    const { diagnosis } = await diagnosed({}, id(9));
    expect(diagnosis.findings.map(({ cause }) => cause)).toEqual(['JOB_GONE']);
  });

  test.each([
    ['batch:GetJobQueueSnapshot'],
    ['batch:DescribeComputeEnvironments'],
    ['ec2:DescribeInstanceTypes'],
    ['ec2:DescribeSubnets'],
    ['ec2:DescribeInstanceTypeOfferings'],
    ['autoscaling:DescribeAutoScalingGroups'],
    ['ecs:ListContainerInstances'],
    ['servicequotas:GetServiceQuota'],
  ])('without %s, that is skipped and a cause elsewhere is found', async (permission) => {
    const operation = permission.slice(permission.indexOf(':') + 1);
    const { diagnosis } = await diagnosed({
      job: { statusReason: blockedReason('CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY') },
      answers: { [operation]: denied(operation) },
    });
    expect(diagnosis.findings[0]?.cause).toBe('INSUFFICIENT_CAPACITY');
    expect(diagnosis.skipped).toContainEqual({
      operation: permission,
      why: `these credentials may not: they need ${permission}`,
    });
  });
});

/** Machines at moto: one of environment `lonely` that nobody registered, one of `joined` that is in its cluster. */
async function machines({ endpoint, region, credentials }: Moto): Promise<string> {
  const aws = { endpoint, region, credentials };
  const [ec2, ecs, scaling] = [new EC2Client(aws), new ECSClient(aws), new AutoScalingClient(aws)];
  try {
    const { Subnets } = await ec2.send(new DescribeSubnetsCommand({}));
    const subnet = Subnets?.[0]?.SubnetId as string;
    await scaling.send(
      new CreateLaunchConfigurationCommand({
        LaunchConfigurationName: 'c',
        ImageId: 'ami-12c6146b',
        InstanceType: 'm5.large',
      }),
    );
    for (const name of ['lonely', 'joined']) {
      const cluster = `${name}_Batch_${UUID}`;
      await ecs.send(new CreateClusterCommand({ clusterName: cluster }));
      await scaling.send(
        new CreateAutoScalingGroupCommand({
          AutoScalingGroupName: `AWSBatch-${name}-asg-${UUID}`,
          LaunchConfigurationName: 'c',
          MinSize: 1,
          MaxSize: 1,
          VPCZoneIdentifier: subnet,
        }),
      );
      if (name === 'lonely') continue;
      const { AutoScalingGroups } = await scaling.send(
        new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [`AWSBatch-${name}-asg-${UUID}`] }),
      );
      const instanceId = AutoScalingGroups?.[0]?.Instances?.[0]?.InstanceId;
      const instanceIdentityDocument = JSON.stringify({ instanceId, accountId: '123456789012', region });
      await ecs.send(new RegisterContainerInstanceCommand({ cluster, instanceIdentityDocument }));
    }
    // A cluster that exists and is empty, for all other rows.
    await ecs.send(new CreateClusterCommand({ clusterName: `ce_Batch_${UUID}` }));
    return subnet;
  } finally {
    for (const client of [ec2, ecs, scaling]) client.destroy();
  }
}

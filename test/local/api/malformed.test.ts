import { DescribeJobDefinitionsCommand, ListJobsCommand, RegisterJobDefinitionCommand } from '@aws-sdk/client-batch';
import type { Local } from '@batchwright/local';
import { type RawResponse, sendSigned } from '../http/raw';
import { credentials } from '../http/running';
import { clientOf, createQueue, register, start } from '../start/service';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

let local: Local;
beforeAll(async () => {
  ({ local } = await start(credentials));
  await createQueue(clientOf(local), 'queue');
  await register(clientOf(local), 'plain', ['true']);
});

const post = (operation: string, body: string): Promise<RawResponse> => {
  const headers = { 'content-type': 'application/json' };
  return sendSigned({ port: local.port, service: 'batch', method: 'POST', path: `/v1/${operation}`, headers, body });
};

/** What is wrong with an answer that is to be a 400 in the service's shape. */
function problem({ status, headers, body }: RawResponse): string | undefined {
  if (status !== 400) return `${status} ${body}`;
  const { __type, message } = JSON.parse(body) as Record<string, unknown>;
  const known = __type === 'SerializationException' || __type === 'ClientException';
  return known && headers['x-amzn-errortype'] === __type && typeof message === 'string' ? undefined : body;
}

const requirements = [
  { type: 'VCPU', value: '1' },
  { type: 'MEMORY', value: '2048' },
];
const pair = [{ name: 'a', valueFrom: 'b' }];
const template = { launchTemplateId: 'l', launchTemplateName: 'n', version: '1', userdataType: 'x' };

/** A request with every member that has a type, so that each can be given another. */
const REQUESTS: Record<string, Json> = {
  registerjobdefinition: {
    jobDefinitionName: 'definition',
    type: 'container',
    parameters: { a: 'b' },
    schedulingPriority: 1,
    containerProperties: {
      image: 'x',
      vcpus: 1,
      memory: 64,
      command: ['true'],
      jobRoleArn: 'r',
      executionRoleArn: 'e',
      volumes: [
        {
          host: { sourcePath: '/' },
          name: 'v',
          efsVolumeConfiguration: {
            fileSystemId: 'f',
            rootDirectory: '/',
            transitEncryption: 'ENABLED',
            transitEncryptionPort: 1,
            authorizationConfig: { accessPointId: 'a', iam: 'ENABLED' },
          },
        },
      ],
      environment: [{ name: 'A', value: 'b' }],
      mountPoints: [{ containerPath: '/', readOnly: true, sourceVolume: 'v' }],
      readonlyRootFilesystem: true,
      privileged: false,
      ulimits: [{ hardLimit: 1, name: 'n', softLimit: 1 }],
      user: 'u',
      instanceType: 't',
      resourceRequirements: requirements,
      linuxParameters: {
        devices: [{ hostPath: '/', containerPath: '/', permissions: ['READ'] }],
        initProcessEnabled: true,
        sharedMemorySize: 1,
        tmpfs: [{ containerPath: '/', size: 1, mountOptions: ['a'] }],
        maxSwap: 1,
        swappiness: 1,
      },
      logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': 'g' }, secretOptions: pair },
      secrets: pair,
      enableExecuteCommand: false,
      runtimePlatform: { operatingSystemFamily: 'LINUX', cpuArchitecture: 'X86_64' },
      repositoryCredentials: { credentialsParameter: 'x' },
    },
    retryStrategy: {
      attempts: 1,
      evaluateOnExit: [{ onStatusReason: 'a', onReason: 'b', onExitCode: '1', action: 'RETRY' }],
    },
    propagateTags: false,
    timeout: { attemptDurationSeconds: 60 },
    tags: { a: 'b' },
    platformCapabilities: ['EC2'],
  },
  createcomputeenvironment: {
    computeEnvironmentName: 'environment',
    type: 'MANAGED',
    state: 'ENABLED',
    computeResources: {
      type: 'EC2',
      allocationStrategy: 'BEST_FIT_PROGRESSIVE',
      minvCpus: 0,
      maxvCpus: 2,
      desiredvCpus: 0,
      instanceTypes: ['optimal'],
      imageId: 'i',
      subnets: ['s'],
      securityGroupIds: ['g'],
      ec2KeyPair: 'k',
      instanceRole: 'r',
      tags: { a: 'b' },
      placementGroup: 'p',
      bidPercentage: 1,
      spotIamFleetRole: 'r',
      launchTemplate: { ...template, overrides: [{ ...template, targetInstanceTypes: ['m5'] }] },
      ec2Configuration: [{ imageType: 'ECS_AL2', imageIdOverride: 'x', imageKubernetesVersion: '1' }],
      scalingPolicy: { minScaleDownDelayMinutes: 20 },
    },
    serviceRole: 'r',
    tags: { a: 'b' },
    context: 'c',
  },
  createjobqueue: {
    jobQueueName: 'other',
    state: 'ENABLED',
    schedulingPolicyArn: '',
    priority: 1,
    computeEnvironmentOrder: [{ order: 1, computeEnvironment: 'queue-compute' }],
    tags: { a: 'b' },
    jobStateTimeLimitActions: [
      {
        reason: 'MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE',
        state: 'RUNNABLE',
        maxTimeSeconds: 600,
        action: 'CANCEL',
      },
    ],
  },
  submitjob: {
    jobName: 'job',
    jobQueue: 'queue',
    jobDefinition: 'plain',
    arrayProperties: { size: 2 },
    dependsOn: [{ type: 'SEQUENTIAL' }],
    parameters: { a: 'b' },
    containerOverrides: {
      vcpus: 1,
      memory: 64,
      command: ['true'],
      instanceType: 'x',
      environment: [{ name: 'A', value: 'b' }],
      resourceRequirements: requirements,
    },
    retryStrategy: { attempts: 1, evaluateOnExit: [{ onReason: 'a', action: 'EXIT' }] },
    propagateTags: false,
    timeout: { attemptDurationSeconds: 60 },
    tags: { a: 'b' },
  },
};

const FARGATE: Json = {
  jobDefinitionName: 'fargate',
  type: 'container',
  containerProperties: {
    image: 'x',
    executionRoleArn: 'e',
    resourceRequirements: requirements,
    networkConfiguration: { assignPublicIp: 'ENABLED' },
    fargatePlatformConfiguration: { platformVersion: 'LATEST' },
    ephemeralStorage: { sizeInGiB: 30 },
  },
  platformCapabilities: ['FARGATE'],
};

/** Values of every other type. */
function others(value: Json): Json[] {
  const all: Json[] = ['text', 5, 1.5, true, [], [[1]], {}, { a: { b: 1 } }];
  const kind = (one: Json): string => (Array.isArray(one) ? 'list' : typeof one);
  return all.filter((one) => kind(one) !== kind(value) || one === 1.5);
}

/** The request with one of its values replaced, once for each value in it and each wrong one. */
function* broken(value: Json): Generator<Json> {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    const put = (other: Json): Json => (Array.isArray(value) ? [other] : { ...value, [name]: other });
    for (const other of others(member)) yield put(other);
    for (const inner of broken(member)) yield put(inner);
  }
}

test.each([...Object.entries(REQUESTS), ['registerjobdefinition', FARGATE] as const])(
  '%s refuses every member of another type',
  async (operation, request) => {
    const problems: string[] = [];
    for (const body of broken(request)) {
      const answer = await post(operation, JSON.stringify(body));
      const wrong = answer.headers['x-amzn-errortype'] === 'SerializationException' ? problem(answer) : answer.body;
      if (wrong !== undefined) problems.push(`${wrong} for ${JSON.stringify(body)}`);
    }
    expect(problems.slice(0, 3)).toEqual([]);
    // As it is it is accepted, so that nothing else can be why the others were not.
    expect(await post(operation, JSON.stringify(request))).toMatchObject({ status: 200 });
  },
);

test.each<Record<string, Json>>([
  { shareIdentifier: 5 },
  { schedulingPriorityOverride: '1' },
  { dependsOn: [{ jobId: 5 }] },
])('SubmitJob refuses %j', async (members) => {
  const request = { ...(REQUESTS.submitjob as object), ...members };
  const answer = await post('submitjob', JSON.stringify(request));
  expect([answer.status, answer.headers['x-amzn-errortype']]).toEqual([400, 'SerializationException']);
});

test('every operation refuses what is not a JSON object', async () => {
  const problems: string[] = [];
  for (const operation of [...Object.keys(REQUESTS), 'describejobs', 'listjobs', 'canceljob', 'terminatejob']) {
    for (const body of ['', 'null', '[]', '5', '"x"', '{', '{"a":}', '\u00ff', `${'['.repeat(200_000)}`]) {
      const found = problem(await post(operation, body));
      if (found !== undefined) problems.push(`${operation} ${body.slice(0, 20)}: ${found}`);
    }
  }
  expect(problems).toEqual([]);
});

test('values that are nested too deeply to be written as JSON are refused, or left out', async () => {
  const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
  for (const [operation, member] of [
    ['submitjob', 'jobName'],
    ['registerjobdefinition', 'jobDefinitionName'],
    ['listjobs', 'jobQueue'],
  ] as const) {
    expect(problem(await post(operation, `{"${member}":${deep}}`))).toBeUndefined();
  }
  const container = `{"image":"x","vcpus":1,"memory":64,"unheardOf":${deep}}`;
  const definition = `{"jobDefinitionName":"deep","type":"container","containerProperties":${container}}`;
  expect((await post('registerjobdefinition', definition)).status).toBe(200);
  const batch = clientOf(local);
  const { jobDefinitions } = await batch.send(new DescribeJobDefinitionsCommand({ jobDefinitionName: 'deep' }));
  expect(jobDefinitions?.[0]?.containerProperties).not.toHaveProperty('unheardOf');
});

test('an update of a compute environment that is refused changes nothing', async () => {
  const update = { computeEnvironment: 'queue-compute', computeResources: { maxvCpus: 3 }, serviceRole: 5 };
  expect(problem(await post('updatecomputeenvironment', JSON.stringify(update)))).toBeUndefined();
  const described = await post('describecomputeenvironments', '{"computeEnvironments":["queue-compute"]}');
  expect(JSON.parse(described.body).computeEnvironments[0].computeResources.maxvCpus).toBe(16);
});

test.each([1e308, -1e308, 1e15, -1e15, -5, 1.5, 'x', null])('a nextToken that holds %p ends', async (place) => {
  const batch = clientOf(local);
  const list = 'jobs arn:aws:batch:us-east-1:000000000000:job-queue/queue';
  const nextToken = Buffer.from(JSON.stringify([list, place])).toString('base64url');
  const answer = await batch.send(new ListJobsCommand({ jobQueue: 'queue', nextToken })).catch((error) => error);
  expect(answer.jobSummaryList ?? answer.name).toEqual(Number.isSafeInteger(place) ? [] : 'ClientException');
});

test('a definition is described as it was registered', async () => {
  const batch = clientOf(local);
  const containerProperties = {
    image: 'x',
    command: ['true'],
    resourceRequirements: requirements as { type: 'VCPU' | 'MEMORY'; value: string }[],
    linuxParameters: { devices: [{ hostPath: '/dev/a', permissions: ['READ' as const] }], maxSwap: 0 },
    volumes: [{ name: 'v', host: { sourcePath: '/data' } }],
    runtimePlatform: { cpuArchitecture: 'ARM64' },
  };
  await batch.send(
    new RegisterJobDefinitionCommand({ jobDefinitionName: 'whole', type: 'container', containerProperties }),
  );
  const { jobDefinitions } = await batch.send(new DescribeJobDefinitionsCommand({ jobDefinitionName: 'whole' }));
  expect(jobDefinitions?.[0]?.containerProperties).toMatchObject(containerProperties);
});

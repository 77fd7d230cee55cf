import { BatchClient } from '@aws-sdk/client-batch';
import { cost, estimate, parsePrices, printEstimate, spotPrices } from '@batchwright/runtime/cost';
import { describeWithMoto, type Moto, startMoto } from '../../examples/deploy/moto';
import { type Answers, denied, fixtureAws } from '../explain/fixture-aws';

const UUID = '640012bd-4e90-3f19-9dd2-c09a23dc923d';
const HOUR = 60 * 60 * 1000;
const T0 = Date.UTC(2026, 10, 20);
const REGION = 'eu-west-1';
const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'test' };
const arn = (service: string, rest: string): string => `arn:aws:${service}:${REGION}:123456789012:${rest}`;
const instanceArn = (environment: string, id: string): string =>
  arn('ecs', `container-instance/${environment}_Batch_${UUID}/${id}`);

// Round figures, not those of any region.
const prices = parsePrices(
  JSON.stringify({
    batchwright: 'prices',
    version: 1,
    region: REGION,
    date: '2026-11-20',
    currency: 'USD',
    instances: { 'm7i.2xlarge': { vcpus: 8, hourly: 0.4 }, 'm7i.4xlarge': { vcpus: 16, hourly: 0.8 } },
    fargate: { x86_64: { vcpu: 0.04, gib: 0.004 } },
  }),
);

const sized = (vcpus: number, memory: number) => ({
  resourceRequirements: [
    { type: 'VCPU', value: String(vcpus) },
    { type: 'MEMORY', value: String(memory) },
  ],
});
const job = (jobId: string, more: object) => ({
  jobId,
  jobArn: arn('batch', `job/${jobId}`),
  jobName: jobId.split(':')[0],
  jobQueue: arn('batch', 'job-queue/q'),
  status: 'SUCCEEDED',
  container: sized(4, 4096),
  ...more,
});
const attempt = (startedAt: number, stoppedAt: number, place: object) => ({ startedAt, stoppedAt, container: place });

/** A pod, which names no cluster. */
const pod = (queue: string) => ({
  jobQueue: arn('batch', `job-queue/${queue}`),
  container: undefined,
  eksProperties: { podProperties: { containers: [{ resources: { requests: { cpu: '4', memory: '4Gi' } } }] } },
  eksAttempts: [{ startedAt: T0, stoppedAt: T0 + HOUR, nodeName: 'node' }],
});

const JOBS: Readonly<Record<string, object>> = {
  waiting: job('waiting', { status: 'PENDING', arrayProperties: { size: 3 } }),
  pod: job('pod', pod('one')),
  either: job('either', pod('two')),
  // Its machine went away: only the job has an end.
  lost: job('lost', {
    status: 'FAILED',
    stoppedAt: T0 + 2 * HOUR,
    attempts: [attempt(T0, 0, { containerInstanceArn: instanceArn('steady', 'gone') })],
  }),
  windows: job('windows', {
    container: { ...sized(4, 4096), runtimePlatform: { operatingSystemFamily: 'WINDOWS_SERVER_2022_CORE' } },
    attempts: [attempt(T0, T0 + HOUR, { taskArn: arn('ecs', `task/fargate_Batch_${UUID}/1`) })],
  }),
  many: job('many', { arrayProperties: { size: 2 } }),
  // The first attempt was reclaimed in a zone that is dear, the second ran for an hour before the price rose and one after.
  'many:0': job('many:0', {
    arrayProperties: { size: 2, index: 0 },
    attempts: [
      attempt(T0, T0 + HOUR, { containerInstanceArn: instanceArn('spot', 'dear') }),
      attempt(T0 + HOUR, T0 + 3 * HOUR, { containerInstanceArn: instanceArn('spot', 'known') }),
    ],
  }),
  // Never started: the image could not be pulled.
  'many:1': job('many:1', {
    arrayProperties: { size: 2, index: 1 },
    status: 'FAILED',
    attempts: [attempt(0, T0, { containerInstanceArn: instanceArn('spot', 'known') })],
  }),
  running: job('running', {
    status: 'RUNNING',
    startedAt: T0,
    attempts: [],
    container: { ...sized(4, 4096), containerInstanceArn: instanceArn('steady', 'gone') },
  }),
  serverless: job('serverless', {
    container: sized(1, 2048),
    attempts: [attempt(T0, T0 + 10 * HOUR, { taskArn: arn('ecs', `task/fargate_Batch_${UUID}/1`) })],
  }),
  nodes: job('nodes', {
    nodeProperties: { numNodes: 2, mainNode: 0, nodeRangeProperties: [] },
    attempts: [attempt(T0, T0 + HOUR, {})],
  }),
  elsewhere: job('elsewhere', { jobArn: 'arn:aws:batch:us-east-1:123456789012:job/elsewhere' }),
};
const environment = (name: string, type: string, instanceTypes?: readonly string[]) => ({
  computeEnvironmentName: name,
  computeEnvironmentArn: arn('batch', `compute-environment/${name}`),
  computeResources: { type, instanceTypes },
});
const ENVIRONMENTS = [
  environment('spot', 'SPOT', ['m7i']),
  environment('steady', 'EC2', ['m7i.2xlarge', 'm7i.4xlarge']),
  environment('fargate', 'FARGATE'),
];

const queue = (name: string, environments: readonly string[]) => ({
  jobQueueArn: arn('batch', `job-queue/${name}`),
  computeEnvironmentOrder: environments.map((one, order) => ({
    order,
    computeEnvironment: arn('batch', `compute-environment/${one}`),
  })),
});

/** As the API reference of EC2 prints an item. */
const item = (zone: string, at: number, price: string): string =>
  `<item><instanceType>m7i.2xlarge</instanceType><productDescription>Linux/UNIX</productDescription><spotPrice>${price}</spotPrice><timestamp>${new Date(at).toISOString()}</timestamp><availabilityZone>eu-west-1${zone}</availabilityZone></item>`;
const history = (items: string, token: string) => ({
  body: `<DescribeSpotPriceHistoryResponse><spotPriceHistorySet>${items}</spotPriceHistorySet><nextToken>${token}</nextToken></DescribeSpotPriceHistoryResponse>`,
});
/** As the API reference of ECS prints a container instance. */
const instance = (id: string, zone: string) => ({
  containerInstanceArn: instanceArn('spot', id),
  attributes: [
    { name: 'ecs.instance-type', value: 'm7i.2xlarge' },
    { name: 'ecs.availability-zone', value: `eu-west-1${zone}` },
  ],
});

let sent: [string, Record<string, unknown>][];
const answers: Answers = (operation, input) => {
  sent.push([operation, input]);
  switch (operation) {
    case 'DescribeJobs':
      return { body: { jobs: (input.jobs as string[]).flatMap((id) => JOBS[id] ?? []) } };
    case 'DescribeComputeEnvironments':
      return { body: { computeEnvironments: ENVIRONMENTS } };
    case 'DescribeJobQueues':
      return { body: { jobQueues: [queue('one', ['steady']), queue('two', ['spot', 'steady'])] } };
    case 'DescribeContainerInstances':
      return { body: { containerInstances: [instance('dear', 'b'), instance('known', 'a')], failures: [] } };
    case 'DescribeSpotPriceHistory':
      return input.NextToken === undefined
        ? history(item('a', T0 - HOUR, '0.1000') + item('b', T0 - HOUR, '0.3000'), 'more')
        : history(item('a', T0 + 2 * HOUR, '0.2000'), '');
    default:
      return undefined;
  }
};

let aws: Awaited<ReturnType<typeof fixtureAws>>;
let refused: string | undefined;
beforeAll(async () => {
  aws = await fixtureAws(
    (operation, input) => (operation === refused ? denied(operation) : answers(operation, input)),
    undefined,
  );
});
beforeEach(() => {
  sent = [];
  refused = undefined;
});
afterAll(() => aws.close());

const ask = (jobs: Parameters<typeof cost>[0]) =>
  cost(jobs, { prices, credentials, endpoint: aws.endpoint }, { now: () => T0 + 4 * HOUR });

test('attempts on Spot cost what their zone cost while they ran, and those that never started cost nothing', async () => {
  const { amount, saved, lines, jobs, attempts, complete, skipped } = await ask({ id: 'many', ids: ['many'] });
  // Half of an instance: an hour at 0.3, then an hour at 0.1 and one at 0.2.
  expect(amount.low).toBeCloseTo(0.3, 9);
  expect(amount.high).toBeCloseTo(0.3, 9);
  expect(saved.low).toBeCloseTo(0.3, 9);
  expect({ jobs, attempts, complete, skipped }).toEqual({ jobs: 2, attempts: 2, complete: true, skipped: [] });
  expect(lines).toHaveLength(1);
  expect(lines[0]?.work).toMatchObject({
    name: 'many',
    jobs: 1,
    hours: 3,
    compute: { type: 'SPOT', instanceTypes: ['m7i.2xlarge'] },
  });
  const asked = sent.filter(([operation]) => operation === 'DescribeSpotPriceHistory').map(([, input]) => input);
  expect(asked).toHaveLength(2);
  expect(asked[0]).toMatchObject({
    'InstanceType.1': 'm7i.2xlarge',
    'ProductDescription.1': 'Linux/UNIX',
    StartTime: new Date(T0).toISOString().replace('.000', ''),
    EndTime: new Date(T0 + 3 * HOUR).toISOString().replace('.000', ''),
  });
});

test('a job that runs is counted up to now, and Fargate by vCPUs and memory', async () => {
  const { lines, amount, complete } = await ask(['running', 'serverless']);
  const by = Object.fromEntries(lines.map((line) => [line.work.name, line]));
  expect(by.running?.jobHours).toBe(4);
  expect(by.running?.amount?.high).toBeCloseTo(4 * 0.5 * 0.4, 9);
  expect(by.serverless?.amount?.low).toBeCloseTo(10 * (0.04 + 2 * 0.004), 9);
  expect(amount.low).toBeCloseTo(0.8 + 0.48, 9);
  expect(complete).toBe(true);
  expect(sent.map(([operation]) => operation)).not.toContain('DescribeSpotPriceHistory');
});

test('without the permission for instances, all types of the environment may have been it', async () => {
  refused = 'DescribeContainerInstances';
  const { skipped, lines, complete } = await ask('many');
  expect(skipped).toEqual([
    { operation: 'ecs:DescribeContainerInstances', why: expect.stringContaining('not authorized') },
  ]);
  // m7i.2xlarge has Spot prices here, in two zones; the other sizes have none.
  expect(lines[0]?.amount?.low).toBeLessThan(lines[0]?.amount?.high ?? 0);
  expect(lines[0]?.unpriced[0]).toEqual({
    what: expect.stringContaining('m7i.4xlarge'),
    why: expect.stringContaining('no Spot price in'),
  });
  expect(complete).toBe(false);
});

test('without the permission for Spot prices, Spot has no price, and says why', async () => {
  refused = 'DescribeSpotPriceHistory';
  const found = await ask('many');
  expect(found.skipped.map(({ operation }) => operation)).toEqual(['ec2:DescribeSpotPriceHistory']);
  expect(found.lines[0]?.amount).toBeUndefined();
  expect(printEstimate(found)).toContain('no price of m7i.2xlarge: no Spot prices were given');
});

test('jobs of several nodes and jobs that Batch forgot are not in the amount, and make it incomplete', async () => {
  const { lines, missing, complete } = await ask(['nodes', 'forgotten']);
  expect(lines[0]?.unpriced).toEqual([{ what: 'nodes', why: expect.stringContaining('several nodes') }]);
  expect(missing).toEqual(['forgotten']);
  expect(complete).toBe(false);
});

test('a job that names no cluster ran in the only environment of its queue, and of two it cannot be told', async () => {
  const { lines } = await ask(['pod', 'either']);
  expect(lines[0]?.amount?.high).toBeCloseTo(0.5 * 0.4, 9);
  expect(lines[1]?.unpriced).toEqual([{ what: 'either', why: expect.stringContaining('cannot be told') }]);
});

test('an attempt without an end ends with its job, and children that are not there yet are not missing', async () => {
  const { lines, missing, jobs, complete } = await ask(['lost', 'waiting']);
  expect(lines.map(({ jobHours }) => jobHours)).toEqual([2]);
  expect({ missing, jobs, complete }).toEqual({ missing: [], jobs: 1, complete: true });
});

test('a job that is named twice, or beside its array, counts once', async () => {
  const { jobs, amount } = await ask(['many', 'many:0', { id: 'many' }]);
  expect(jobs).toBe(2);
  expect(amount.high).toBeCloseTo(0.3, 9);
});

test('prices of Linux are not taken for Windows', async () => {
  const { lines } = await ask('windows');
  expect(lines[0]?.unpriced).toEqual([{ what: 'windows', why: 'Windows has prices of its own' }]);
});

test('Spot prices of another time say nothing about jobs', async () => {
  const at = T0 - 48 * HOUR;
  const changes = [{ instanceType: 'm7i.2xlarge', zone: 'eu-west-1a', at, hourly: 0.1 }];
  const spot = { region: REGION, from: at, to: T0 - HOUR, changes };
  const { lines } = await cost('many', { prices, spot, credentials, endpoint: aws.endpoint });
  expect(lines[0]?.amount).toBeUndefined();
  expect(lines[0]?.unpriced[0]?.why).toContain('no Spot price in');
});

test('refuses prices of another region than the jobs', async () => {
  await expect(ask('elsewhere')).rejects.toMatchObject({
    code: 'INVALID_OPTION',
    option: 'prices',
    message: expect.stringContaining('us-east-1'),
  });
  await expect(cost('', { prices, client: new BatchClient({ region: REGION }) })).rejects.toMatchObject({
    code: 'INVALID_OPTION',
    option: 'jobs',
  });
});

test('Spot prices go back as far as the service tells them, of all types that a family stands for', async () => {
  const now = () => T0;
  const found = await spotPrices(['m7i'], { region: REGION, from: 0, credentials, endpoint: aws.endpoint }, { now });
  expect(found).toMatchObject({ region: REGION, from: T0 - 90 * 24 * HOUR, to: T0 });
  expect(found.changes).toHaveLength(3);
  expect(sent[0]?.[1]).toMatchObject({ 'InstanceType.1': 'm7i.large', 'InstanceType.2': 'm7i.xlarge' });
  await expect(spotPrices(['m7i'], { region: REGION, from: T0 + 1, to: T0 }, { now })).rejects.toMatchObject({
    code: 'INVALID_OPTION',
  });
});

describeWithMoto('moto', () => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto();
  }, 90_000);
  afterAll(() => moto.stop());

  test('Spot prices of a server that is not ours are read, zone by zone, and price work', async () => {
    // moto has one price for all types and zones, older than any window.
    const { endpoint, region } = moto;
    const spot = await spotPrices(['m7i.2xlarge'], { region, endpoint, credentials: moto.credentials });
    const zones = new Set(spot.changes.map(({ zone }) => zone));
    expect(zones.size).toBeGreaterThan(1);
    expect(spot.changes.every(({ instanceType, hourly }) => instanceType === 'm7i.2xlarge' && hourly === 0.00001)).toBe(
      true,
    );
    const compute = { type: 'SPOT', instanceTypes: ['m7i.2xlarge'] } as const;
    const work = { name: 'align', jobs: 100_000, hours: 1, vcpus: 8, memoryMiB: 4096, compute };
    const { amount, complete } = estimate([work], { prices: { ...prices, region }, spot });
    expect(amount.low).toBeCloseTo(1, 9);
    expect(complete).toBe(true);
  }, 90_000);
});

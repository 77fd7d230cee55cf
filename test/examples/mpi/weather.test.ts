import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { join } from 'node:path';
import { BatchClient } from '@aws-sdk/client-batch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { startLocal } from '@batchwright/local';
import { connect } from '@batchwright/runtime';
import { readLogs } from '@batchwright/runtime/logs';
import { s3Store } from '@batchwright/runtime/s3';
import { Template } from 'aws-cdk-lib/assertions';
import { receive, send } from '../../../examples/mpi/src/gather';
import { WeatherStack } from '../../../examples/mpi/src/infra';
import { runMember, summarize } from '../../../examples/mpi/src/lorenz';
import { trainEmulator, type Weather } from '../../../examples/mpi/src/weather.contract';
import { type Checked, stageWorker, synthesizeChecked } from '../rule-packs';

jest.setTimeout(120_000);

const EXAMPLE = join(__dirname, '..', '..', '..', 'examples', 'mpi');
let checked: Checked;

beforeAll(() => {
  checked = synthesizeChecked((app, scratch) => {
    const imageDirectory = join(scratch, 'image');
    const trainerDirectory = join(scratch, 'trainer');
    cpSync(join(EXAMPLE, 'image', 'Dockerfile'), join(imageDirectory, 'Dockerfile'));
    // The image without the line that installs CUDA and Python: here this machine's Python runs, on the CPU.
    cpSync(join(EXAMPLE, 'trainer', 'train.py'), join(trainerDirectory, 'train.py'));
    const dockerfile = readFileSync(join(EXAMPLE, 'trainer', 'Dockerfile'), 'utf8');
    writeFileSync(join(trainerDirectory, 'Dockerfile'), dockerfile.replace(/^RUN (.*\\\n)*.*\n/m, ''));
    stageWorker(join(EXAMPLE, 'src', 'worker.ts'), imageDirectory);
    return new WeatherStack(app, 'Weather', { imageDirectory, trainerDirectory });
  });
});
afterAll(() => checked?.remove());

test('the weather stack has no finding that is not acknowledged, and each acknowledgement says why', () => {
  expect(checked.findings).toEqual([]);
  for (const [id, reason] of checked.acknowledged) expect([id, reason]).toEqual([id, expect.stringMatching(/\w+ \w+/)]);
});

test('the summary of the weather stack', () => {
  expect(checked.summary()).toMatchSnapshot();
});

test('the forecast runs on eight like instances of one placement group, the training on one GPU', () => {
  const template = Template.fromStack(checked.stack);
  template.hasResourceProperties('AWS::Batch::JobDefinition', {
    Type: 'multinode',
    NodeProperties: { NumNodes: 8, MainNode: 0 },
  });
  template.hasResourceProperties('AWS::Batch::ComputeEnvironment', {
    ComputeResources: {
      Type: 'EC2',
      InstanceTypes: ['c7i.8xlarge'],
      MaxvCpus: 256,
      PlacementGroup: {
        'Fn::GetAtt': [Object.keys(template.findResources('AWS::EC2::PlacementGroup'))[0], 'GroupName'],
      },
    },
  });
  const [training] = Object.values(template.findResources('AWS::Batch::JobDefinition')).filter(
    ({ Properties }) => Properties.Type === 'container',
  );
  expect(training?.Properties.ContainerProperties.ResourceRequirements).toContainEqual({ Type: 'GPU', Value: '1' });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('the nodes', () => {
  const { signal } = new AbortController();

  it('bring their members to the main node, whoever is first, and each counts once', async () => {
    const port = await freePort();
    const member = (node: number) => [runMember(20, 8, node)];
    const early = send('127.0.0.1', 2, member(2), signal, port);
    const gathering = receive<number[][]>(3, signal, port);
    await send('127.0.0.1', 1, member(1), signal, port);
    await send('127.0.0.1', 1, member(1), signal, port);
    // Something that only knocks does not disturb it.
    await new Promise((resolve) => createConnection({ host: '127.0.0.1', port }).end('?').on('close', resolve));
    await send('127.0.0.1', 3, member(3), signal, port);
    await early;
    expect(await gathering).toEqual([member(1), member(2), member(3)]);
  });

  it('give up when one is missing for too long', async () => {
    const port = await freePort();
    const patience = new AbortController();
    const gathering = receive(2, patience.signal, port);
    const missing = expect(gathering).rejects.toThrow('too long');
    await send('127.0.0.1', 1, [], signal, port);
    patience.abort(new Error('too long'));
    await missing;
    await expect(send('127.0.0.1', 1, [], patience.signal, port)).rejects.toThrow('too long');
  });
});

test('members agree at first and part later, as chaotic weather does', () => {
  const spread = (steps: number) =>
    summarize(Array.from({ length: 20 }, (_, seed) => runMember(steps, 8, seed))).spread;
  expect(spread(1)).toBeLessThan(0.01);
  expect(spread(400)).toBeGreaterThan(1);
  // Without chaos the disturbance dies away: all places end at the forcing.
  const calm = summarize([1, 2].map((seed) => runMember(2000, 0.5, seed)));
  expect(calm.spread).toBeLessThan(1e-6);
  for (const value of calm.mean) expect(value).toBeCloseTo(0.5, 5);
});

const python = ((): boolean => {
  try {
    execFileSync('python3', ['-c', 'import boto3, numpy'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

// Its worker is a Python program: run where there is what it needs, and in CI in any case.
(python || process.env.BATCHWRIGHT_REQUIRE_NUMPY ? test : test.skip)(
  'the emulator learns, keeps checkpoints, and goes on where it was interrupted',
  async () => {
    const local = await startLocal({ from: checked.assembly, slots: 1, settleMs: 0 });
    try {
      const aws = { endpoint: local.endpoint, region: local.region, credentials: local };
      const s3 = new S3Client({ ...aws, forcePathStyle: true });
      const batch = await connect<Weather>({
        client: new BatchClient(aws),
        store: s3Store({ client: s3 }),
        manifest: 'ssm:/batchwright/weather',
        poll: { minMs: 20, maxMs: 200 },
      });
      const train = async (epochs: number) => {
        const job = await batch.submit(trainEmulator, { run: 'r1', epochs, hidden: 32 });
        await job.result();
        const lines: string[] = [];
        const logs = new CloudWatchLogsClient(aws);
        const [told] = await batch.describe(job);
        for await (const { text } of readLogs(told ?? {}, { client: logs })) lines.push(text);
        return lines.map((line) => JSON.parse(line) as { from?: number; epochs?: number; loss: number });
      };
      const [fresh, once] = await train(20);
      expect(fresh).toMatchObject({ from: 0 });
      expect(once?.loss).toBeLessThan((fresh?.loss ?? 0) / 2);
      const [again, twice] = await train(40);
      expect(again).toMatchObject({ from: 20, loss: once?.loss });
      expect(twice).toMatchObject({ epochs: 40 });
      expect(twice?.loss).toBeLessThan(once?.loss ?? 0);
      const Bucket = local.summary.outputs.get('Weather')?.get('ModelsBucket');
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: 'models/r1.npz' }));
      expect((await Body?.transformToByteArray())?.length).toBeGreaterThan(10_000);
    } finally {
      await local.stop();
    }
  },
);

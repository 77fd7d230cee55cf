import { RegisterJobDefinitionCommand } from '@aws-sdk/client-batch';
import { type Batch, connect } from '@batchwright/runtime';
import { ENV, type Manifest } from '@batchwright/runtime/contract';
import { readLogs } from '@batchwright/runtime/logs';
import { s3Store } from '@batchwright/runtime/s3';
import { startPlatform, type TestSetup } from './platform';
import { probe, type TestPlatform } from './platform/contracts';

let setup: TestSetup;
let batch: Batch<'fast' | 'slow', 'probe' | 'touch'>;
beforeAll(async () => {
  setup = await startPlatform();
  const { client, manifest, worker, s3 } = setup;
  const sizes = (memory: string) => [
    { type: 'VCPU' as const, value: '1' },
    { type: 'MEMORY' as const, value: memory },
  ];
  await client.send(
    new RegisterJobDefinitionCommand({
      jobDefinitionName: 'test-task',
      type: 'container',
      ecsProperties: {
        taskProperties: [
          {
            containers: [
              {
                name: 'worker',
                image: 'worker',
                command: [process.execPath, worker],
                resourceRequirements: sizes('512'),
                environment: [
                  { name: ENV.JOB, value: 'probe' },
                  { name: ENV.WORKSPACE, value: manifest.workspace },
                ],
              },
              { name: 'proxy', image: 'proxy', essential: false, resourceRequirements: sizes('64') },
            ],
          },
        ],
      },
    }),
  );
  const job = manifest.jobs.probe as Manifest['jobs'][string];
  const tasks: Manifest = {
    ...manifest,
    jobs: { ...manifest.jobs, probe: { ...job, definitions: { EC2: 'test-task' }, forms: { EC2: { ecs: 'worker' } } } },
  };
  batch = await connect<TestPlatform>({
    client,
    manifest: JSON.stringify(tasks),
    store: s3Store({ client: s3 }),
    poll: { minMs: 20, maxMs: 200 },
  });
}, 60_000);
afterAll(() => setup?.stop());
jest.setTimeout(120_000);

test('the worker of a job of several containers gets its input and gives its output, alone and in an array', async () => {
  expect(await (await batch.submit(probe, { size: '12' })).result()).toMatchObject({ index: 0, size: 12 });
  const many = await batch.submitArray(probe, [{ size: '1' }, { size: '2' }]);
  expect((await many.results()).map(({ index, size }) => [index, size])).toEqual([
    [0, 1],
    [1, 2],
  ]);
});

test('its failure has the worker’s exit code and log', async () => {
  const outcome = await (await batch.submit(probe, { how: 'throw' })).outcome();
  const failure = outcome.ok ? undefined : outcome.failure;
  expect(failure).toMatchObject({ code: 'EXITED', exitCode: 1, attempts: 1 });
  const lines: string[] = [];
  for await (const { text } of readLogs(failure ?? {}, { client: setup.logs })) lines.push(text);
  expect(lines).toContainEqual(expect.stringMatching(/^probe: the photo is broken \[exit 1/));
});

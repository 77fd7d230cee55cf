import type { JobDetail } from '@aws-sdk/client-batch';
import { STATUS_REASONS } from '@batchwright/model/service';
import { describeJobs } from '../../../runtime/src/watch';
import { scriptedServer, testClient } from '../scripted-server';

const log = (group: string) => ({ logDriver: 'awslogs' as const, options: { 'awslogs-group': group } });
const failed = {
  jobId: 'id',
  jobName: 'render-1',
  jobQueue: 'queue',
  jobDefinition: 'render:1',
  startedAt: 5,
  status: 'FAILED' as const,
  statusReason: STATUS_REASONS.containerExited,
};

/** What the runtime makes of an answer of the service. */
async function snapshotOf(detail: JobDetail) {
  const server = await scriptedServer(() => ({ body: { jobs: [detail] } }));
  try {
    return (await describeJobs(testClient(server.endpoint), ['id'])).get('id');
  } finally {
    await server.close();
  }
}

test('a job of several containers is known by its worker, the first of them', async () => {
  const snapshot = await snapshotOf({
    ...failed,
    attempts: [
      {
        taskProperties: [
          {
            containers: [
              { name: 'worker', exitCode: 75, logStreamName: 'render/worker/1' },
              { name: 'proxy', exitCode: 0 },
            ],
          },
        ],
      },
    ],
    ecsProperties: {
      taskProperties: [
        {
          containers: [
            {
              name: 'worker',
              image: 'w',
              exitCode: 75,
              logStreamName: 'render/worker/1',
              logConfiguration: log('/render'),
            },
            {
              name: 'proxy',
              image: 'p',
              exitCode: 0,
              logStreamName: 'render/proxy/1',
              logConfiguration: log('/proxy'),
            },
          ],
        },
      ],
    },
  });
  expect(snapshot).toMatchObject({ attempts: 1, logGroup: '/render', logStream: 'render/worker/1' });
  expect(snapshot?.failure).toMatchObject({
    code: 'EXITED',
    exitCode: 75,
    retryable: true,
    logStream: 'render/worker/1',
  });
});

test('a pod has attempts and an exit code, and no log stream', async () => {
  const snapshot = await snapshotOf({
    ...failed,
    statusReason: 'pod failed',
    eksAttempts: [{ podName: 'aws-batch.1', containers: [{ name: 'worker', exitCode: 65, reason: 'Error' }] }],
    eksProperties: { podProperties: { containers: [{ name: 'worker', image: 'w', exitCode: 65, reason: 'Error' }] } },
  });
  expect(snapshot).toMatchObject({ attempts: 1, logGroup: undefined, logStream: undefined });
  expect(snapshot?.failure).toMatchObject({ code: 'EXITED', exitCode: 65, retryable: false, reason: 'Error' });
});

test('a job of several nodes ends as its main node does', async () => {
  const snapshot = await snapshotOf({
    ...failed,
    attempts: [{ container: { exitCode: 1, logStreamName: 'solve/default/1' } }],
    nodeProperties: {
      numNodes: 4,
      mainNode: 0,
      nodeRangeProperties: [{ targetNodes: '0:3', container: { image: 'w', logConfiguration: log('/solve') } }],
    },
  });
  expect(snapshot).toMatchObject({ attempts: 1, logGroup: '/solve', logStream: 'solve/default/1' });
  expect(snapshot?.failure).toMatchObject({ code: 'EXITED', exitCode: 1 });
});

test.each(['ecsProperties', 'eksProperties', 'nodeProperties'])(
  'a job is watched before anything is known of its %s',
  async (form) => {
    const waiting = { ...failed, status: 'RUNNABLE' as const, startedAt: 0, [form]: {} };
    expect(await snapshotOf(waiting)).toMatchObject({ id: 'id', status: 'RUNNABLE', attempts: 0 });
  },
);

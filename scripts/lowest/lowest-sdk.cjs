// Submits, watches and reads jobs through the runtime. Run by check-lowest.mjs in a directory with the lowest versions.
const { CreateBucketCommand, S3Client } = require('@aws-sdk/client-s3');
const {
  BatchClient,
  CreateComputeEnvironmentCommand,
  CreateJobQueueCommand,
  RegisterJobDefinitionCommand,
} = require('@aws-sdk/client-batch');
const { startLocal } = require('@batchwright/local');
const { connect } = require('@batchwright/runtime');
const { defineJob, unchecked } = require('@batchwright/runtime/contract');
const { readLogs } = require('@batchwright/runtime/logs');
const { s3Store } = require('@batchwright/runtime/s3');

const worker = `
const { runJob } = require('@batchwright/runtime/worker');
const { defineJob, unchecked } = require('@batchwright/runtime/contract');
void runJob(defineJob('double', { input: unchecked(), output: unchecked() }), ({ n }) => { console.log('doubling', n); return { n: n * 2 }; });`;

(async () => {
  const local = await startLocal({ settleMs: 0 });
  Object.assign(process.env, local.env);
  try {
    const batchClient = new BatchClient({});
    await new S3Client({ forcePathStyle: true }).send(new CreateBucketCommand({ Bucket: 'workspace' }));
    await batchClient.send(
      new CreateComputeEnvironmentCommand({
        computeEnvironmentName: 'ce',
        type: 'MANAGED',
        computeResources: {
          type: 'EC2',
          maxvCpus: 4,
          minvCpus: 0,
          instanceTypes: ['m7i'],
          subnets: ['subnet-1'],
          securityGroupIds: ['sg-1'],
          instanceRole: 'role',
        },
      }),
    );
    const { jobQueueArn } = await batchClient.send(
      new CreateJobQueueCommand({
        jobQueueName: 'q',
        priority: 1,
        computeEnvironmentOrder: [{ order: 1, computeEnvironment: 'ce' }],
      }),
    );
    await batchClient.send(
      new RegisterJobDefinitionCommand({
        jobDefinitionName: 'double',
        type: 'container',
        containerProperties: {
          image: 'node',
          command: [process.execPath, '-e', worker],
          resourceRequirements: [
            { type: 'VCPU', value: '1' },
            { type: 'MEMORY', value: '512' },
          ],
          environment: [
            { name: 'BATCHWRIGHT_WORKSPACE', value: 's3://workspace' },
            { name: 'NODE_PATH', value: `${__dirname}/node_modules` },
          ],
        },
      }),
    );
    const manifest = JSON.stringify({
      batchwright: 'manifest',
      version: 1,
      platform: 'p',
      region: local.region,
      account: local.accountId,
      workspace: 's3://workspace',
      queues: { q: { arn: jobQueueArn, compute: 'EC2', priority: 1 } },
      jobs: { double: { definitions: { EC2: 'double' }, queues: ['q'] } },
    });
    const batch = await connect({ manifest, store: s3Store(), poll: { minMs: 50, maxMs: 200 } });
    const double = defineJob('double', { input: unchecked(), output: unchecked() });
    const one = await batch.submit(double, { n: 21 });
    const { n } = await one.result();
    if (n !== 42) throw new Error(`expected 42; got ${n}`);
    const results = await (await batch.submitArray(double, [{ n: 1 }, { n: 2 }, { n: 3 }])).results();
    if (JSON.stringify(results) !== '[{"n":2},{"n":4},{"n":6}]')
      throw new Error(`unexpected results ${JSON.stringify(results)}`);
    const lines = [];
    for await (const { text } of readLogs(await one.status())) lines.push(text);
    if (!lines.includes('doubling 21')) throw new Error(`unexpected log ${lines.join('|')}`);
    console.log('submitted a job and an array, read their outputs and a log');
  } finally {
    await local.stop();
  }
})().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});

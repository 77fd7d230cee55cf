import { join } from 'node:path';
import { type BatchClient, SubmitJobCommand } from '@aws-sdk/client-batch';
import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { Local } from '@batchwright/local';
import { runPython, testWithBoto3 } from '../objects/boto3';
import { createQueue, ended, register, start } from './service';

let local: Local;
let batch: BatchClient;
beforeAll(async () => {
  ({ local, batch } = await start());
});
afterAll(() => local.stop());

testWithBoto3(
  'boto3 drives Batch, CloudWatch Logs, SSM and S3',
  async () => {
    const script = join(__dirname, 'fixtures', 'drive_batch.py');
    expect(await runPython(script, [JSON.stringify(local.env)])).toContain('{"ok": true}');
  },
  60_000,
);

/** Each speaks another protocol: query, JSON, EC2's query, JSON 1.0, REST. */
const NOT_SERVED = `
import boto3
from botocore.exceptions import ClientError
for service, operation in (("sts", "get_caller_identity"), ("sqs", "list_queues"), ("ec2", "describe_instances"),
                           ("dynamodb", "list_tables"), ("lambda", "list_functions")):
    try:
        getattr(boto3.client(service), operation)()
    except ClientError as error:
        answer = error.response
        print(service, answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Code"], answer["Error"]["Message"])
`;

testWithBoto3(
  'a job that calls what is not served is told so, in the shape of each service, and nothing is sent to AWS',
  async () => {
    await createQueue(batch, 'queue');
    const jobDefinition = await register(batch, 'python', ['python3', '-c', NOT_SERVED]);
    const { jobId } = await batch.send(new SubmitJobCommand({ jobName: 'python', jobQueue: 'queue', jobDefinition }));
    const job = await ended(batch, jobId);
    const logs = new CloudWatchLogsClient({ endpoint: local.endpoint, region: local.region, credentials: local });
    const logStreamName = job.container?.logStreamName;
    const { events = [] } = await logs.send(
      new GetLogEventsCommand({ logGroupName: '/aws/batch/job', logStreamName, startFromHead: true }),
    );
    expect(events.map(({ message }) => message)).toEqual(
      ['sts', 'sqs', 'ec2', 'dynamodb', 'lambda'].map((service) =>
        expect.stringMatching(
          new RegExp(`^${service} 501 NotImplementedException the local .* "${service}" .* Nothing was sent to AWS.$`),
        ),
      ),
    );
  },
  60_000,
);

import { BatchClient, SubmitJobCommand } from '@aws-sdk/client-batch';
import { connect } from '@batchwright/runtime';
import { defineJob, unchecked } from '@batchwright/runtime/contract';
import { LANES } from './intended.mjs';

const REGION = 'us-east-1';
const QUEUE = 'arn:aws:batch:us-east-1:000000000000:job-queue/bench';
const CREDENTIALS = { accessKeyId: 'bench', secretAccessKey: 'bench' };
/**
 * Long enough for a busy machine: only answers that never come are given up. As many connections as callers, so that
 * nobody's time runs out in a line before the network.
 */
const HANDLER = { requestTimeout: 15_000, throwOnRequestTimeout: true, httpAgent: { maxSockets: LANES } };

const clientOf = (endpoint) =>
  new BatchClient({ endpoint, region: REGION, credentials: CREDENTIALS, requestHandler: { ...HANDLER } });

const contract = defineJob('bench', { input: unchecked() });
const manifest = JSON.stringify({
  batchwright: 'manifest',
  version: 1,
  platform: 'bench',
  region: REGION,
  account: '000000000000',
  workspace: 's3://workspace/bench',
  queues: { bench: { arn: QUEUE, compute: 'EC2', priority: 1 } },
  jobs: { bench: { definitions: { EC2: 'bench' }, queues: ['bench'] } },
});

/** A process of ours: a connection of its own knows nothing of what another one has sent. */
export async function ours(endpoint) {
  const warnings = [];
  const logger = { warn: (message) => warnings.push(message) };
  const batch = await connect({ manifest, client: clientOf(endpoint), logger });
  return {
    warnings,
    submit: ({ id, key }) => batch.submit(contract, id, key === undefined ? {} : { key }),
  };
}

/** The SDK as it comes, with a name for each call and the input where ours has it. */
export function sdk(endpoint) {
  const client = clientOf(endpoint);
  let calls = 0;
  return {
    submit: ({ id }) =>
      client.send(
        new SubmitJobCommand({
          jobName: `bench-${++calls}`,
          jobQueue: QUEUE,
          jobDefinition: 'bench',
          containerOverrides: { environment: [{ name: 'BATCHWRIGHT_INPUT', value: JSON.stringify(id) }] },
        }),
      ),
  };
}

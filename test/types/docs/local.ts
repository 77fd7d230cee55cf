// Examples of local/README.md and docs/guide.md, compiled. That they are the same is checked by test/runtime/docs.test.ts.
import { BatchClient } from '@aws-sdk/client-batch';
import { startLocal } from '@batchwright/local';

export async function readme(use: (client: BatchClient) => Promise<void>): Promise<void> {
  const local = await startLocal({ from: 'cdk.out' }); // what your CDK app synthesized
  const client = new BatchClient({ endpoint: local.endpoint, region: local.region, credentials: local });
  await use(client);
  await local.stop();
}

export async function guide(): Promise<void> {
  const rough = await startLocal({
    from: 'cdk.out',
    inject: { reclaim: 0.1, outOfMemory: 0.02, imagePull: 0.01, afterMs: 2000, seed: 7 },
    events: { queueUrl: 'http://127.0.0.1:5000/123456789012/events' },
  });
  await rough.stop();
}

// The example of local/README.md, compiled. That both are the same is checked by test/runtime/docs.test.ts.
import { BatchClient } from '@aws-sdk/client-batch';
import { startLocal } from '@batchwright/local';

export async function readme(use: (client: BatchClient) => Promise<void>): Promise<void> {
  const local = await startLocal({ from: 'cdk.out' }); // what your CDK app synthesized
  const client = new BatchClient({ endpoint: local.endpoint, region: local.region, credentials: local });
  await use(client);
  await local.stop();
}

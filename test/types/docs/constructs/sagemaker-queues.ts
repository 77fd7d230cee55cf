// The example of docs/constructs/sagemaker-queues.md, compiled and synthesized. That both are the same is checked by test/runtime/docs.test.ts.
import { SageMakerQueue, ServiceEnvironment } from '@batchwright/cdk';
import type { Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { given } from './given';

export function sagemakerQueues(this: Stack): void {
  const { handler: pipeline } = given(this);
  const trainingRole = new Role(this, 'Training role', { assumedBy: new ServicePrincipal('sagemaker.amazonaws.com') });

  const environment = new ServiceEnvironment(this, 'Gpus', { capacity: { 'ml.g6.xlarge': 8, 'ml.p5.48xlarge': 1 } });
  const queue = new SageMakerQueue(this, 'Training', {
    environment,
    priority: 10,
    quotaShares: {
      vision: { capacity: { 'ml.g6.xlarge': 5 }, sharing: 'LEND_AND_BORROW', borrowLimit: 100 },
      speech: { capacity: { 'ml.g6.xlarge': 3, 'ml.p5.48xlarge': 1 }, sharing: 'LEND' },
    },
  });
  queue.grantSubmit(pipeline, trainingRole);
}

// The example of docs/constructs/eks.md, compiled and synthesized. That both are the same is checked by test/runtime/docs.test.ts.
import { BatchPlatform, Compute } from '@batchwright/cdk';
import { definePlatform } from '@batchwright/runtime/contract';
import type { Stack } from 'aws-cdk-lib';
import { Size } from 'aws-cdk-lib';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { align, given } from './given';

export function eks(this: Stack): void {
  const { vpc } = given(this);
  const cluster = {
    clusterArn: 'arn:aws:eks:eu-central-1:111122223333:cluster/research',
    clusterSecurityGroup: new SecurityGroup(this, 'Cluster', { vpc }),
  };
  const repository = Repository.fromRepositoryName(this, 'Images', 'align');

  const platform = new BatchPlatform(this, 'Research', {
    platform: definePlatform('research', { queues: ['pods'], jobs: [align] }),
    vpc, // the cluster's
    compute: { pods: Compute.eks({ cluster, namespace: 'batch-jobs', maxvCpus: 128 }) },
    queues: { pods: { priority: 1, compute: ['pods'] } },
  });
  platform.addJob(align, {
    image: ContainerImage.fromEcrRepository(repository),
    vcpus: 0.5,
    memory: Size.gibibytes(1),
    serviceAccountName: 'align',
  });
}

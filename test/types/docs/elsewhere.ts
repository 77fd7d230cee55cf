// Examples of docs/constructs/platform-elsewhere.md, compiled; examples/two-repos synthesizes both sides. That both are
// the same is checked by test/runtime/docs.test.ts.
import { BatchPlatform, Compute } from '@batchwright/cdk';
import { defineJob, definePlatform, unchecked } from '@batchwright/runtime/contract';
import { Duration, Size, type Stack } from 'aws-cdk-lib';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import type { ContainerImage } from 'aws-cdk-lib/aws-ecs';

export function owner(this: Stack, vpc: IVpc): void {
  new BatchPlatform(this, 'Research', {
    platform: definePlatform('research', { queues: ['standard', 'deadline'] }),
    vpc,
    compute: { spot: Compute.spot({ maxvCpus: 256 }), steady: Compute.onDemand({ maxvCpus: 32 }) },
    queues: {
      standard: { priority: 1, compute: ['spot', 'steady'] },
      deadline: { priority: 100, compute: ['steady'] },
    },
    jobsElsewhere: true,
    longestJobElsewhere: Duration.hours(2),
  });
}

const simulate = defineJob('simulate', { input: unchecked<{ readonly day: string }>() });

export function app(this: Stack, image: ContainerImage): void {
  const research = definePlatform('research', { queues: ['standard'], jobs: [simulate] });

  // The file: npx batchwright manifest --platform research > research.manifest.json
  const platform = BatchPlatform.fromManifest(this, 'Research', {
    platform: research,
    manifest: 'research.manifest.json',
  });
  platform.addJob(simulate, { image, vcpus: 1, memory: Size.gibibytes(2) });

  // Or by the path alone: the CDK looks the manifest up once. The stack needs `env`.
  BatchPlatform.fromManifest<typeof research>(this, 'ByPath', '/batchwright/research');
}

import { BatchPlatform, Compute, definePlatform } from '@batchwright/cdk';
import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';

/** The queues that the platform team promises. Which jobs run on them is for the teams to say. */
const research = definePlatform('research', { queues: ['standard', 'deadline'] });

/** Compute and queues that all research teams share, and not one job. */
export class ResearchPlatformStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    new BatchPlatform(this, 'Research', {
      platform: research,
      vpc: new Vpc(this, 'Network', { maxAzs: 2, natGateways: 1, restrictDefaultSecurityGroup: false }),
      compute: { spot: Compute.spot({ maxvCpus: 256 }), steady: Compute.onDemand({ maxvCpus: 32 }) },
      queues: {
        standard: { priority: 1, compute: ['spot', 'steady'], shares: { climate: 60, finance: 40 } },
        deadline: { priority: 100, compute: ['steady'] },
      },
      jobsElsewhere: true,
      longestJobElsewhere: Duration.hours(2),
    });
  }
}

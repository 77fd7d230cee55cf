import { join } from 'node:path';
import { BatchPlatform, Scheduled } from '@batchwright/cdk';
import { Duration, Size, Stack, type StackProps, TimeZone } from 'aws-cdk-lib';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { research, simulate } from './risk.contract';

/** One job on the platform of another repository, its nightly run, the service that starts it by hand, and its alarms. */
export class RiskStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps & { readonly imageDirectory: string }) {
    super(scope, id, props);
    const platform = BatchPlatform.fromManifest(this, 'Research', {
      platform: research,
      manifest: join(__dirname, '..', 'research.manifest.json'),
    });
    const job = platform.addJob(simulate, {
      image: ContainerImage.fromAsset(props.imageDirectory),
      vcpus: 1,
      memory: Size.gibibytes(2),
      timeout: Duration.hours(1),
    });
    job.onSchedule('Nightly', {
      schedule: ScheduleExpression.cron({ hour: '22', minute: '0' }),
      timeZone: TimeZone.EUROPE_LONDON,
      shareIdentifier: 'finance',
      input: { day: Scheduled.TIME },
    });
    const desk = new Role(this, 'Desk', { assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com') });
    platform.grants.submit(desk);
    platform.grants.watch(desk);
    platform.alarms('Alarms', { notify: new Topic(this, 'Alerts') });
  }
}

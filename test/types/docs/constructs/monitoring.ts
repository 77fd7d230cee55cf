// The example of docs/constructs/monitoring.md, compiled and synthesized. That both are the same is checked by test/runtime/docs.test.ts.

import type { Stack } from 'aws-cdk-lib';
import { Duration } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { platformWithJob } from './given';

export function monitoring(this: Stack): void {
  const { platform } = platformWithJob(this);

  const topic = new Topic(this, 'Ops', { enforceSSL: true });
  platform.onJobs('Failed', { states: ['FAILED'] }, topic);
  platform.alarms('Alarms', { notify: topic, timeInRunnable: { threshold: Duration.minutes(30) } });
  platform.eventHistory('History', { savedQueries: true });
  platform.dashboard('Dashboard');
}

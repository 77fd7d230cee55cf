// The example of docs/constructs/depth-probe.md, compiled and synthesized. That both are the same is checked by test/runtime/docs.test.ts.

import type { Stack } from 'aws-cdk-lib';
import { Duration } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { platformWithJob } from './given';

export function depthProbe(this: Stack): void {
  const { platform } = platformWithJob(this);
  const topic = new Topic(this, 'Ops', { enforceSSL: true });

  platform.depthProbe();
  platform.alarms('Deep', { notify: topic, depth: { over: 100, for: Duration.minutes(5) } });
}

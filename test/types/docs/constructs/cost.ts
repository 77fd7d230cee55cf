// The example of docs/constructs/cost.md, compiled and synthesized. That both are the same is checked by test/runtime/docs.test.ts.
import { BatchPlatform } from '@batchwright/cdk';
import type { Stack } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { addAlign, platformProps } from './given';

export function cost(this: Stack): void {
  const props = platformProps(this);
  const topic = new Topic(this, 'Ops', { enforceSSL: true });

  const platform = new BatchPlatform(this, 'Research', { ...props, costTags: { project: 'research' } });
  platform.budget('Monthly', { monthly: 500, tag: 'project', emails: ['ops@example.com'], notify: topic });

  addAlign(this, platform);
}

// The example of docs/constructs/event-queue.md, compiled and synthesized. That both are the same is checked by test/runtime/docs.test.ts.
import { BatchPlatform } from '@batchwright/cdk';
import type { Stack } from 'aws-cdk-lib';
import { addAlign, given, platformProps } from './given';

export function eventQueue(this: Stack): void {
  const { handler: follower } = given(this);
  const props = platformProps(this);

  const platform = new BatchPlatform(this, 'Research', { ...props, eventQueue: true });
  platform.grants.watch(follower);

  addAlign(this, platform);
}

// The example of docs/constructs/grants.md, compiled and synthesized. That both are the same is checked by test/runtime/docs.test.ts.

import type { Stack } from 'aws-cdk-lib';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { given, platformWithJob } from './given';

export function grants(this: Stack): void {
  const { handler: uploadHandler } = given(this);
  const [dashboard, admin, support] = ['Dashboard', 'Admin', 'Support'].map(
    (id) => new Role(this, id, { assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com') }),
  ) as [Role, Role, Role];
  const table = new Table(this, 'Table', { partitionKey: { name: 'key', type: AttributeType.STRING } });
  const { platform, job } = platformWithJob(this);

  platform.grants.submit(uploadHandler);
  platform.grants.watch(dashboard);
  platform.grants.cancel(admin);
  platform.grants.readLogs(support);
  table.grantReadData(job); // what the worker itself may do
}

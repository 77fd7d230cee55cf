import { ArnFormat, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { advise } from '../checks';
import { substituted } from '../references';

export interface LogProps {
  readonly retention: logs.RetentionDays;
  readonly encryptionKey: kms.IKey | undefined;
  readonly removalPolicy: RemovalPolicy;
}

/** A log group, which the service may encrypt with the given key. */
export function logGroup(scope: Construct, id: string, props: LogProps): logs.LogGroup {
  const { encryptionKey } = props;
  const group = new logs.LogGroup(scope, id, {
    retention: props.retention,
    removalPolicy: props.removalPolicy,
    ...(encryptionKey === undefined ? {} : { encryptionKey }),
  });
  if (encryptionKey === undefined) return group;
  if (!encryptionKey.addToResourcePolicy(useByLogs(scope)).statementAdded) {
    advise(
      scope,
      'KEY_LEFT_ALONE',
      'the key of the log group is imported, and its policy is not changed; see that it lets CloudWatch Logs use it for log ' +
        'groups of this account, or the deployment fails',
    );
  }
  return group;
}

/**
 * Lets CloudWatch Logs use a key for log groups of this account and region. All of them: the key's policy cannot wait for
 * the name of a group that waits for the key. Source: CloudWatch Logs User Guide, "Encrypt log data using AWS KMS".
 */
function useByLogs(scope: Construct): iam.PolicyStatement {
  const stack = Stack.of(scope);
  const groups = stack.formatArn({
    service: 'logs',
    resource: 'log-group',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return new iam.PolicyStatement({
    actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
    principals: [new iam.ServicePrincipal(substituted(`logs.${stack.region}.${stack.urlSuffix}`))],
    resources: ['*'],
    conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': groups } },
  });
}

import { VENDED_LOGS } from '@batchwright/model/service';
import { Names, RemovalPolicy } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/**
 * Where the workflows of a job's triggers tell what they did, without inputs. Its name begins as those that Step Functions
 * may write to without another entry in a policy of the account, which has no room for many. It goes with the stack: a
 * log group of that name that stayed would be in the way of the next one.
 */
export const triggerLogs = (scope: Construct, id: string): logs.LogGroup =>
  new logs.LogGroup(scope, id, {
    logGroupName: `${VENDED_LOGS}${Names.uniqueResourceName(scope, { maxLength: 200, separator: '-' })}`,
    retention: logs.RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });

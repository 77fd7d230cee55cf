import { CfnResource, Stack } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct, IConstruct } from 'constructs';
import { advise, findingId } from '../checks';

/** What the CDK calls its own notifications of a bucket: a custom resource, which replaces what the bucket itself says. */
const CDK_NOTIFICATIONS = 'Notifications';

/**
 * Lets a bucket send its events to EventBridge, by a property of the bucket itself: the CDK would deploy a Lambda function
 * for it. Where a bucket has notifications of the CDK's, these are told instead. Somebody else's bucket is left alone.
 *
 * @param trigger - gets the findings
 */
export function sendEvents(bucket: IBucket, trigger: Construct): void {
  const resource = bucket.node.defaultChild;
  if (!isBucketResource(resource)) {
    advise(
      trigger,
      'FOREIGN_BUCKET',
      `the bucket ${bucket.node.path} is not made in this app: its owner must send its events to EventBridge (bucket ` +
        'properties, Amazon EventBridge: on; in CloudFormation NotificationConfiguration.EventBridgeConfiguration), or no ' +
        'job is ever submitted. Acknowledge this when it is so',
    );
    return;
  }
  if (cdkNotifications(bucket) !== undefined) {
    (bucket as Partial<WithNotifications>).enableEventBridgeNotification?.();
    return;
  }
  resource.addPropertyOverride('NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled', true);
  trigger.node.addValidation({
    validate: () => {
      const notifications = cdkNotifications(bucket);
      if (notifications === undefined || isTold(notifications)) return [];
      return [
        `notifications were added to the bucket ${bucket.node.path} after this trigger, and would turn its events off; ` +
          `call enableEventBridgeNotification() on the bucket, too [${findingId('BUCKET_EVENTS_OFF')}]`,
      ];
    },
  });
}

interface WithNotifications {
  enableEventBridgeNotification(): void;
}

const isBucketResource = (resource: IConstruct | undefined): resource is CfnResource =>
  resource !== undefined && CfnResource.isCfnResource(resource) && resource.cfnResourceType === 'AWS::S3::Bucket';

/** The custom resource, if there is one. */
function cdkNotifications(bucket: IConstruct): CfnResource | undefined {
  const holder = bucket.node.tryFindChild(CDK_NOTIFICATIONS);
  const resource = holder?.node.tryFindChild('Resource');
  return resource !== undefined && CfnResource.isCfnResource(resource) ? resource : undefined;
}

/** Whether the custom resource sends events to EventBridge as well. */
const isTold = (notifications: CfnResource): boolean =>
  JSON.stringify(Stack.of(notifications).resolve(notifications._toCloudFormation())).includes(
    'EventBridgeConfiguration',
  );

import type { CfnResource } from 'aws-cdk-lib';

/**
 * Keeps tags that a scope hands down (`Tags.of(app).add('commit', …)`) off a resource.
 *
 * CloudFormation replaces a compute environment, queue or job definition when one of its tags changes, and a launch
 * template's tags make a new version, for which Batch replaces the instances. A tag that changes with every commit would
 * rebuild the platform with every commit. Source: CloudFormation resource specification, "Update requires".
 *
 * @param paths - properties that hold tags
 */
export function withoutInheritedTags(resource: CfnResource, ...paths: readonly string[]): void {
  for (const path of paths) resource.addPropertyDeletionOverride(path);
}

import { Stack, TagManager } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import { advise } from '../checks';

/**
 * Warns of tags that CloudFormation hands on to all that a stack makes, whatever the template says. `Tags.of(app)` sets
 * them too, unless the app has the flag `@aws-cdk/core:explicitStackTags`. Sources: CDK feature flags;
 * aws-cloudformation/cloudformation-coverage-roadmap#2270, #1655.
 */
export function adviseOnStackTags(platform: Construct): void {
  // Not before synthesis validates: whoever tags the app does so last.
  platform.node.addValidation({
    validate: () => {
      const names = stackTags(Stack.of(platform));
      if (names.length > 0) {
        advise(
          platform,
          'STACK_TAGS',
          `the stack has the tags ${names.join(', ')}, which CloudFormation gives to compute environments, queues and job ` +
            'definitions: a change of one replaces them. Keep those that change off the stack: exclude aws:cdk:stack and ' +
            'AWS::CloudFormation::Stack (excludeResourceTypes) where they are added',
        );
      }
      return [];
    },
  });
}

/** Names of the tags of a stack, and of those in which it is nested. */
function stackTags(stack: Stack): readonly string[] {
  const own = [stack, stack.nestedStackResource].flatMap((one) => Object.keys(tagsOf(one)));
  const outer = stack.nestedStackParent === undefined ? [] : stackTags(stack.nestedStackParent);
  return [...new Set([...own, ...outer])].sort();
}

const tagsOf = (one: IConstruct | undefined): Readonly<Record<string, string>> =>
  one === undefined ? {} : (TagManager.of(one)?.tagValues() ?? {});

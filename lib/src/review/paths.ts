import { CfnElement, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** The construct behind each logical id of a stack. Templates tell it too, but only if the CDK was asked to write it. */
export const pathsOf = (stack: Stack): ReadonlyMap<string, string> =>
  new Map(
    stack.node
      .findAll()
      .filter((at): at is CfnElement & IConstruct => CfnElement.isCfnElement(at) && Stack.of(at) === stack)
      .map((element) => [String(stack.resolve(element.logicalId)), element.node.path]),
  );

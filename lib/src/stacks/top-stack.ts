import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** The stack of a construct that is deployed by itself: not a nested one. */
export function topStack(construct: Construct): Stack {
  const stack = Stack.of(construct);
  return stack.nestedStackParent === undefined ? stack : topStack(stack.nestedStackParent);
}

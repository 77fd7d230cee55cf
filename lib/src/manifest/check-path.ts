import { jobParameter } from '@batchwright/model/contract';
import { PARAMETER_LIMITS } from '@batchwright/model/service';
import { Stack, Token } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import type { Problem } from '../checks';
import { topStack } from '../stacks';

const PATH = /^(\/[A-Za-z0-9_.-]+)+$/;
/** What names of parameters may not begin with. Source: API reference, PutParameter. */
const RESERVED = /^\/(aws|ssm)/i;

/** What is wrong with the path of a manifest. */
export function manifestPathProblem(path: string): Problem | undefined {
  if (Token.isUnresolved(path)) return undefined;
  // A job's parameter lies deepest.
  const levels = jobParameter(path, 'job').split('/').length - 1;
  if (PATH.test(path) && !RESERVED.test(path) && levels <= PARAMETER_LIMITS.levels) return undefined;
  return {
    code: 'INVALID_NAME',
    message:
      `manifestPath is ${JSON.stringify(path)}; expected the path of a parameter, as in "/batchwright/photos": at most ` +
      `${PARAMETER_LIMITS.levels - 2} levels, the first not beginning with aws or ssm`,
  };
}

/** What each app publishes, and where. */
const published = new WeakMap<IConstruct, Map<string, string>>();

/** Whether another stack of the app publishes a parameter of this name, as far as the app says where that is. */
export function takenParameterProblem(manifest: Construct, parameter: string): Problem | undefined {
  const { account, region } = Stack.of(manifest);
  // Stacks that do not say where they go may go to two accounts; what is in one stack goes to one.
  const known = !Token.isUnresolved(account) && !Token.isUnresolved(region);
  const place = `${known ? `${account} ${region}` : topStack(manifest).node.path} ${parameter}`;
  const places = published.get(manifest.node.root) ?? new Map<string, string>();
  published.set(manifest.node.root, places);
  const other = places.get(place);
  places.set(place, manifest.node.path);
  if (other === undefined) return undefined;
  return {
    code: 'DUPLICATE_MANIFEST',
    message: `${parameter} is published by ${other} too; expected a path of its own for each platform: set manifestPath`,
  };
}

import { isResourceName, RESOURCE_NAME_RULE } from '@batchwright/model/service';
import { Token } from 'aws-cdk-lib';
import type { Problem } from './platform-error';

/**
 * A physical name of a Batch resource. A name that is a token is not known yet and passes.
 *
 * @param what - the option, as the user wrote it
 */
export function resourceNameProblem(what: string, name: string | undefined): Problem | undefined {
  if (name === undefined || Token.isUnresolved(name) || isResourceName(name)) return undefined;
  return { code: 'INVALID_NAME', message: `${what} is ${JSON.stringify(name)}; expected ${RESOURCE_NAME_RULE}` };
}

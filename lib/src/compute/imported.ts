import { isComputeEnvironmentArn } from '@batchwright/model/service';
import { Token } from 'aws-cdk-lib';
import type { Problem } from '../checks';
import type { Compute } from './compute';

/** What is wrong with the ARN of imported compute. */
export function arnProblem({ origin, computeEnvironmentArn: arn }: Compute): Problem | undefined {
  if (origin !== 'IMPORTED' || Token.isUnresolved(arn)) return undefined;
  if (typeof arn === 'string' && isComputeEnvironmentArn(arn)) return undefined;
  return {
    code: 'INVALID_ARN',
    message:
      `computeEnvironmentArn is ${JSON.stringify(arn)}; expected the ARN of a compute environment, as in ` +
      'arn:aws:batch:eu-west-1:111122223333:compute-environment/name',
  };
}

/**
 * The service takes environments, and clusters, of the same account and region only, as far as the stack knows where it goes.
 *
 * @param what - the option, as the user wrote it
 */
export function elsewhereProblem(
  what: string,
  arn: string,
  { account, region }: { readonly account: string; readonly region: string },
): Problem | undefined {
  if (Token.isUnresolved(arn)) return undefined;
  const [, , , itsRegion, itsAccount] = arn.split(':');
  const same = (here: string, there: string | undefined): boolean => Token.isUnresolved(here) || here === there;
  if (same(region, itsRegion) && same(account, itsAccount)) return undefined;
  const known = (here: string, otherwise: string): string => (Token.isUnresolved(here) ? otherwise : here);
  return {
    code: 'OTHER_ENVIRONMENT',
    message:
      `${what} is of account ${itsAccount} in ${itsRegion}, the platform of ${known(account, 'its account')} in ` +
      `${known(region, 'its region')}; expected one of the platform's own account and region: the service takes no others`,
  };
}

import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { PlatformError } from '../checks';

/** What else there is, and what it is paid for by. Sources: price pages of Amazon VPC and AWS PrivateLink. */
const WAYS_OUT =
  'private subnets need a way out: a NAT gateway (paid for by the hour and by the GB that passes), or interface endpoints ' +
  '(each by the hour in each zone, and by the GB) with a gateway endpoint of S3, which is free. Or say publicSubnets: ' +
  'true: no price for a way out but that of a public IPv4 address by the hour, and each job is on the internet, where ' +
  'nothing may call it';

/**
 * The subnets of a given VPC in which jobs run.
 *
 * @param isPublic - whether jobs are to have addresses on the internet
 * @throws {@link PlatformError} `NO_PRIVATE_SUBNETS`, `INVALID_NETWORK`
 */
export function jobSubnets(
  scope: Construct,
  vpc: ec2.IVpc,
  given: ec2.SubnetSelection | undefined,
  isPublic: boolean,
): { readonly selection: ec2.SubnetSelection; readonly selected: ec2.SelectedSubnets } {
  const selection = given ?? (isPublic ? { subnetType: ec2.SubnetType.PUBLIC } : privateSubnets(scope, vpc));
  const selected = select(scope, vpc, selection, isPublic);
  if (!isPublic && selected.hasPublic) {
    throw refusal(scope, `vpcSubnets selects public subnets, and publicSubnets is not set; ${WAYS_OUT}`);
  }
  if (isPublic && !selected.isPendingLookup && !allPublic(vpc, selected)) {
    throw new PlatformError(
      'INVALID_NETWORK',
      scope.node.path,
      'publicSubnets is true, and vpcSubnets selects private subnets, in which a public address leads nowhere; expected ' +
        'public ones only: leave vpcSubnets out, or publicSubnets',
    );
  }
  return { selection, selected };
}

/** A subnet that only the deployment knows may be of either kind. */
function allPublic(vpc: ec2.IVpc, selected: ec2.SelectedSubnets): boolean {
  const others = new Set([...vpc.privateSubnets, ...vpc.isolatedSubnets].map(({ subnetId }) => subnetId));
  return selected.subnetIds.every((id) => !others.has(id));
}

function select(
  scope: Construct,
  vpc: ec2.IVpc,
  selection: ec2.SubnetSelection,
  isPublic: boolean,
): ec2.SelectedSubnets {
  let why = '';
  let cause: unknown;
  try {
    const selected = vpc.selectSubnets(selection);
    if (selected.subnetIds.length > 0 || selected.isPendingLookup) return selected;
  } catch (error) {
    why = ` (${error instanceof Error ? error.message : String(error)})`;
    cause = error;
  }
  const kind = isPublic ? 'public' : 'private';
  throw refusal(
    scope,
    `vpcSubnets selects no subnet of the VPC${why}; expected at least one ${kind} subnet: leave vpcSubnets out, or ` +
      'select subnets that the VPC has',
    cause,
  );
}

function privateSubnets(scope: Construct, vpc: ec2.IVpc): ec2.SubnetSelection {
  if (vpc.privateSubnets.length > 0) return { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS };
  if (vpc.isolatedSubnets.length > 0) return { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };
  throw refusal(scope, `the VPC has no private subnets, and jobs are not put on the internet unasked; ${WAYS_OUT}`);
}

const refusal = (scope: Construct, message: string, cause?: unknown): PlatformError =>
  new PlatformError('NO_PRIVATE_SUBNETS', scope.node.path, message, cause === undefined ? {} : { cause });

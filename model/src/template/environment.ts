import { type Home, partitionOf } from '../service';
import { type Json, mapTexts } from './value';

export const homeOf = (region: string, account: string): Home => ({ partition: partitionOf(region), region, account });

/** Domain of a partition's endpoints. Source: CloudFormation User Guide, "Pseudo parameters", and the SDK's partitions. */
export function urlSuffix({ partition }: Home): string {
  switch (partition) {
    case 'aws-cn':
      return 'amazonaws.com.cn';
    case 'aws-iso':
      return 'c2s.ic.gov';
    case 'aws-iso-b':
      return 'sc2s.sgov.gov';
    default:
      return 'amazonaws.com';
  }
}

/**
 * Zones of a region for `Fn::GetAZs`: the names that the largest region has. Which of them exist is known only to the
 * account, and nothing that is served here lies in a zone.
 */
export const availabilityZones = (region: string): readonly string[] =>
  ['a', 'b', 'c', 'd', 'e', 'f'].map((zone) => `${region}${zone}`);

/** Services whose ARNs are answered by the local service, and so must carry its region and account. */
const SERVED = ['batch', 'logs', 'ssm'];

/**
 * Moves ARNs of served services from the environments that stacks name to the one that answers.
 *
 * One local service is one region and one account. Pseudo parameters follow the stack, so that conditions, mappings and
 * names come out as they would when it is deployed; `Ref` and `Fn::GetAtt` give what the local service will answer; and
 * an ARN that the app put together itself (`arn:aws:batch:eu-west-1:111122223333:job-queue/urgent`) is rewritten by this
 * function, wherever in a text it stands. Nothing is rewritten when a stack's environment is the local one.
 */
export function relocate<Shape extends Json>(value: Shape, from: readonly Home[], to: Home): Shape {
  const prefixes = from
    .filter(({ region, account }) => region !== to.region || account !== to.account)
    .flatMap((home) => SERVED.map((service) => [arnPrefix(service, home), arnPrefix(service, to)] as const));
  if (prefixes.length === 0) return value;
  return mapTexts(value, (text) => prefixes.reduce((result, [old, now]) => result.replaceAll(old, now), text)) as Shape;
}

const arnPrefix = (service: string, { partition, region, account }: Home): string =>
  `arn:${partition}:${service}:${region}:${account}:`;

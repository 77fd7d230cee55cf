import { isObject, type Json, type JsonObject } from '../template';
import { addressOf, type Reviewed } from './stacks';
import { eachOf, referencesOf, valueText } from './value-text';

/** A way into or out of something: a rule of a security group, a public address, a bucket that may be public. */
export interface Opening {
  /** Address of what is open. */
  readonly resource: string;
  readonly direction: 'in' | 'out';
  /** What may pass, as a text for people: `tcp 443 from 0.0.0.0/0`. */
  readonly what: string;
  /** Whether the internet, or a large part of it, is the other side. */
  readonly everybody: boolean;
}

/**
 * Whether a range of addresses is a large part of the internet. The largest private ones are `10.0.0.0/8` and `fc00::/7`
 * (RFC 1918, RFC 4193), so that everything wider is public.
 */
function isInternet(cidr: string): boolean {
  const bits = /^[\d.]+\/(\d+)$/.exec(cidr)?.[1];
  if (bits !== undefined) return Number(bits) < 8;
  return Number(/^[\da-f:]+\/(\d+)$/i.exec(cidr)?.[1] ?? 128) < 7;
}

/** Everything that is open in some resources. */
export const openingsOf = (resources: Iterable<Reviewed>): readonly Opening[] =>
  [...resources].flatMap((resource) => [...openingsIn(resource)]);

function* openingsIn(resource: Reviewed): Generator<Opening> {
  const { type, properties } = resource;
  const own = addressOf(resource);
  if (type === 'AWS::EC2::SecurityGroup') {
    for (const rule of eachOf(properties.SecurityGroupIngress)) yield* ruleOf(own, 'in', rule);
    const egress = properties.SecurityGroupEgress;
    // The service lets everything out of a group that says nothing.
    if (egress === undefined) yield { resource: own, direction: 'out', what: 'anything to 0.0.0.0/0', everybody: true };
    for (const rule of eachOf(egress)) yield* ruleOf(own, 'out', rule);
  } else if (type === 'AWS::EC2::SecurityGroupIngress' || type === 'AWS::EC2::SecurityGroupEgress') {
    const [group] = [...referencesOf(properties.GroupId)];
    const holder = `${resource.stack}/${group?.[0] ?? valueText(properties.GroupId)}`;
    yield* ruleOf(holder, type.endsWith('Ingress') ? 'in' : 'out', properties);
  } else if (type === 'AWS::S3::Bucket') {
    const block = isObject(properties.PublicAccessBlockConfiguration) ? properties.PublicAccessBlockConfiguration : {};
    const open = PUBLIC_ACCESS.filter((key) => block[key] !== true && block[key] !== 'true');
    // Buckets are closed unless somebody opens them, since April 2023; a block that is there and says false opens.
    if (properties.PublicAccessBlockConfiguration !== undefined && open.length > 0) {
      yield {
        resource: own,
        direction: 'in',
        what: `public access is not blocked: ${open.join(', ')}`,
        everybody: false,
      };
    }
  } else if (
    type === 'AWS::Batch::JobDefinition' &&
    JSON.stringify(properties).includes('"AssignPublicIp":"ENABLED"')
  ) {
    yield { resource: own, direction: 'in', what: 'tasks have a public IP address', everybody: false };
  }
}

const PUBLIC_ACCESS = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'] as const;

const PEERS = [
  'CidrIp',
  'CidrIpv6',
  'SourceSecurityGroupId',
  'SourcePrefixListId',
  'DestinationSecurityGroupId',
  'DestinationPrefixListId',
] as const;

function* ruleOf(resource: string, direction: Opening['direction'], given: Json): Generator<Opening> {
  const rule: JsonObject = isObject(given) ? given : {};
  for (const peer of PEERS.flatMap((key) => eachOf(rule[key]))) {
    const who = valueText(peer);
    const what = `${traffic(rule)} ${direction === 'in' ? 'from' : 'to'} ${who}`;
    yield { resource, direction, what, everybody: isInternet(who) };
  }
}

function traffic({ IpProtocol, FromPort, ToPort }: JsonObject): string {
  const protocol = valueText(IpProtocol);
  if (protocol === '-1') return 'anything';
  if (FromPort === undefined) return protocol;
  const [from, to] = [valueText(FromPort), valueText(ToPort)];
  return `${protocol} ${from === to ? from : `${from}-${to}`}`;
}

/** Openings that were not there before. */
export function newOpenings(
  old: ReadonlyMap<string, Reviewed>,
  now: ReadonlyMap<string, Reviewed>,
): readonly Opening[] {
  const before = openingsOf(old.values());
  const after = [...openingsOf(now.values()), ...[...now].flatMap(([at, one]) => unblocked(old.get(at), one))];
  const key = ({ resource, direction, what }: Opening): string => `${resource} ${direction} ${what}`;
  const known = new Set(before.map(key));
  const fresh = new Map(after.filter((one) => !known.has(key(one))).map((one) => [key(one), one]));
  return [...fresh].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

/** A bucket is closed when it is made without a block, and not when its block is taken away. */
function unblocked(before: Reviewed | undefined, after: Reviewed): readonly Opening[] {
  const key = 'PublicAccessBlockConfiguration';
  const taken = before?.properties[key] !== undefined && after.properties[key] === undefined;
  if (after.type !== 'AWS::S3::Bucket' || !taken) return [];
  const what = `public access is not blocked: ${PUBLIC_ACCESS.join(', ')}`;
  return [{ resource: addressOf(after), direction: 'in', what, everybody: false }];
}

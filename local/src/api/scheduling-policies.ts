import {
  alreadyExists,
  doesNotExist,
  isResourceName,
  isShareIdentifier,
  LIMITS,
  REFUSALS,
  shareOverlap,
} from '@batchwright/model/service';
import type { BatchState, FairsharePolicy, SchedulingPolicy } from '../state';
import type { Fields } from './fields';
import { describedNames, pageOf, pageRequest } from './pages';
import { invalid, NotServed, refused } from './rejection';
import { readTags } from './tags';

export function createSchedulingPolicy(batch: BatchState, fields: Fields): object {
  const name = fields.required('name');
  if (!isResourceName(name)) throw invalid(REFUSALS.policyName);
  const arn = batch.arn('scheduling-policy', name);
  if (batch.policies.has(name)) throw refused(alreadyExists(arn));
  const policy: SchedulingPolicy = {
    seq: batch.nextSeq(),
    arn,
    name,
    fairsharePolicy: readPolicy(fields),
    tags: readTags(fields),
  };
  batch.policies.set(name, policy);
  return { name, arn };
}

export function describeSchedulingPolicies(batch: BatchState, fields: Fields): object {
  const arns = describedNames(fields, 'arns');
  if (arns === undefined) throw invalid('arns is required.');
  const policies = arns.flatMap((arn) => batch.policy(arn) ?? []);
  return { schedulingPolicies: policies.map(({ seq: _, ...policy }) => policy) };
}

export function listSchedulingPolicies(batch: BatchState, fields: Fields): object {
  const { items, nextToken } = pageOf([...batch.policies.values()], pageRequest(fields, 'policies'));
  return { schedulingPolicies: items.map(({ arn }) => ({ arn })), nextToken };
}

export function updateSchedulingPolicy(batch: BatchState, fields: Fields): object {
  const policy = existing(batch, fields);
  if (fields.has('fairsharePolicy') || fields.has('quotaSharePolicy')) policy.fairsharePolicy = readPolicy(fields);
  return {};
}

export function deleteSchedulingPolicy(batch: BatchState, fields: Fields): object {
  const policy = existing(batch, fields);
  if (batch.jobQueues.all().some((queue) => queue.schedulingPolicyArn === policy.arn)) {
    throw refused(REFUSALS.deletePolicyInUse);
  }
  batch.policies.delete(policy.name);
  return {};
}

/** Weight factor of a share identifier: its own entry, or that of a prefix that ends in `*`. */
export function weightIn(policy: SchedulingPolicy): (share: string) => number {
  return (share) => {
    const entry = policy.fairsharePolicy.shareDistribution.find(({ shareIdentifier }) =>
      covers(shareIdentifier, share),
    );
    return entry?.weightFactor ?? 1;
  };
}

const covers = (entry: string, share: string): boolean =>
  entry.endsWith('*') ? share.startsWith(entry.slice(0, -1)) : entry === share;

function existing(batch: BatchState, fields: Fields): SchedulingPolicy {
  const arn = fields.required('arn');
  const policy = batch.policy(arn);
  if (policy === undefined) throw refused(doesNotExist(arn));
  return policy;
}

function readPolicy(fields: Fields): FairsharePolicy {
  if (fields.has('quotaSharePolicy')) {
    throw new NotServed('quotaSharePolicy (quota management of SageMaker Training queues) is not served here');
  }
  const policy = fields.object('fairsharePolicy');
  const shareDecaySeconds = policy?.integer('shareDecaySeconds');
  const computeReservation = policy?.integer('computeReservation');
  inRange('shareDecaySeconds', shareDecaySeconds, LIMITS.shareDecaySeconds);
  inRange('computeReservation', computeReservation, LIMITS.computeReservation);
  const shareDistribution = (policy?.objects('shareDistribution') ?? []).map((entry) => ({
    shareIdentifier: entry.required('shareIdentifier'),
    weightFactor: entry.number('weightFactor'),
  }));
  checkShares(shareDistribution);
  return { shareDecaySeconds, computeReservation, shareDistribution };
}

function checkShares(entries: FairsharePolicy['shareDistribution']): void {
  if (entries.length > LIMITS.shares) throw invalid(REFUSALS.policyShares);
  const { min, max } = LIMITS.shareWeight;
  for (const { shareIdentifier, weightFactor } of entries) {
    if (!isShareIdentifier(shareIdentifier.replace(/\*$/, ''))) throw invalid(REFUSALS.policyShareName);
    if (weightFactor !== undefined && (weightFactor < min || weightFactor > max)) throw invalid(REFUSALS.policyWeight);
  }
  const names = entries.map(({ shareIdentifier }) => shareIdentifier);
  if (new Set(names).size < names.length) throw invalid(REFUSALS.policyShareTwice);
  const prefixes = names.filter((name) => name.endsWith('*'));
  for (const prefix of prefixes) {
    const other = names.find((name) => name !== prefix && covers(prefix, name.replace(/\*$/, '')));
    if (other !== undefined) throw invalid(shareOverlap(prefix, other));
  }
}

function inRange(
  name: string,
  value: number | undefined,
  { min, max }: { readonly min: number; readonly max: number },
) {
  if (value !== undefined && (value < min || value > max)) throw invalid(`${name} must be between ${min} and ${max}.`);
}

import { type Change, type Changed, subjectOf } from './changes';
import { computeHazards } from './compute-hazards';
import { canonical } from './difference';
import { flagAt, objectAt } from './effect';
import { PHYSICAL_NAMES } from './replacement-table';
import type { Hazard, HazardRule } from './rules';
import { addressOf, isKept, type Reviewed } from './stacks';
import { valueText } from './value-text';

/**
 * Everything in some changes that breaks work or loses data, in order of rule and resource.
 *
 * @param after - all resources as they will be
 */
export function hazardsOf(changes: readonly Change[], after: ReadonlyMap<string, Reviewed>): readonly Hazard[] {
  const definitions = [...after.values()].filter(({ type }) => type === 'AWS::Batch::JobDefinition');
  const found = [
    ...changes.flatMap((change) => [
      ...(change.kind === 'removed' ? removalHazards(change.before, change.kept) : []),
      ...(change.kind === 'changed' ? [...changeHazards(change, definitions)] : []),
    ]),
    ...takenNames(changes),
  ];
  const key = ({ rule, resource, message }: Hazard): string => `${rule} ${resource} ${message}`;
  return found.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** Types whose deletion takes data with it. */
const HOLDS_DATA = new Set([
  'AWS::DynamoDB::Table',
  'AWS::ECR::Repository',
  'AWS::EFS::FileSystem',
  'AWS::KMS::Key',
  'AWS::Logs::LogGroup',
  'AWS::S3::Bucket',
  'AWS::SQS::Queue',
  'AWS::SecretsManager::Secret',
]);

const REMOVED: Readonly<Record<string, readonly [HazardRule, string]>> = {
  'AWS::Batch::ComputeEnvironment': ['COMPUTE_REMOVED', 'deleted'],
  'AWS::Batch::JobQueue': ['QUEUE_REMOVED', 'deleted'],
  'AWS::Batch::JobDefinition': ['DEFINITION_DEREGISTERED', 'its current revision is deregistered'],
};

function removalHazards(before: Reviewed, kept: boolean, may?: string): readonly Hazard[] {
  if (kept) return [];
  const resource = addressOf(before);
  const stated = REMOVED[before.type];
  if (stated !== undefined) return [{ rule: stated[0], resource, message: may ?? `${stated[1]}: nothing retains it` }];
  return HOLDS_DATA.has(before.type)
    ? [
        {
          rule: 'DATA_LOST',
          resource,
          message: `${before.type} ${may ?? 'is deleted: its DeletionPolicy does not retain it'}`,
        },
      ]
    : [];
}

function* changeHazards(change: Changed, definitions: readonly Reviewed[]): Generator<Hazard> {
  const { before, after, effect, properties } = change;
  const hazard = (rule: HazardRule, message: string): Hazard => ({ rule, resource: addressOf(after), message });
  if (before.type !== after.type) {
    yield hazard('TYPE_CHANGED', `was ${before.type}, is ${after.type}`);
    return;
  }
  const condition = properties.find(({ path }) => path[0] === 'Condition')?.after;
  if (condition !== undefined) {
    const may = `may be deleted: its condition ${valueText(condition)} is another one`;
    yield* removalHazards(before, isKept(after.deletionPolicy), may);
  }
  if (effect === 'replaced' || effect === 'maybe-replaced') yield* replacementHazards(change, hazard);
  if (after.type === 'AWS::Batch::ComputeEnvironment') yield* computeHazards(change, definitions);
  if (after.type === 'AWS::Batch::JobQueue' && effect !== 'replaced') yield* queueHazards(change, hazard);
  if (after.type === 'AWS::Batch::SchedulingPolicy' && effect === 'refused') {
    yield hazard('POLICY_KIND_CHANGED', `changes in ${properties.map(({ path }) => path.join('.')).join(', ')}`);
  }
  if (after.type === 'AWS::Batch::JobDefinition' && effect === 'new-revision') {
    // The old resource's word counts for its revision; the new one's comes in the same update.
    const keeps = flagAt(objectAt(after.properties, 'ResourceRetentionPolicy'), 'SkipDeregisterOnUpdate') === true;
    if (!keeps) yield hazard('DEFINITION_DEREGISTERED', 'a new revision is registered and the one before deregistered');
  }
}

function* replacementHazards(
  { before, after, properties, effect }: Changed,
  hazard: (rule: HazardRule, message: string) => Hazard,
): Generator<Hazard> {
  const because = properties.filter((one) => one.effect === effect).map(({ path }) => path.join('.'));
  const property = PHYSICAL_NAMES[after.type];
  const name = property === undefined ? undefined : after.properties[property];
  if (property !== undefined && name !== undefined && canonical(before.properties[property]) === canonical(name)) {
    yield hazard('NAMED_REPLACEMENT', `${property} ${valueText(name)} stays while ${because.join(', ')} changes`);
  }
  if (after.type === 'AWS::Batch::JobQueue')
    yield hazard('QUEUE_REPLACED', `replaced because of ${because.join(', ')}`);
  if (after.type === 'AWS::Batch::JobDefinition' && !isKept(after.updateReplacePolicy)) {
    yield hazard('DEFINITION_DEREGISTERED', `replaced because of ${because.join(', ')}; the old revision goes`);
  }
  if (HOLDS_DATA.has(after.type) && !isKept(after.updateReplacePolicy)) {
    yield hazard('DATA_LOST', `${after.type} is replaced because of ${because.join(', ')}, and the old one deleted`);
  }
}

function* queueHazards(
  { before, after }: Changed,
  hazard: (rule: HazardRule, message: string) => Hazard,
): Generator<Hazard> {
  const [was, is] = [before.properties.SchedulingPolicyArn, after.properties.SchedulingPolicyArn];
  if (was === undefined && is !== undefined) yield hazard('QUEUE_GAINS_FAIR_SHARE', `gets ${valueText(is)}`);
  if (was !== undefined && is === undefined) yield hazard('QUEUE_LOSES_FAIR_SHARE', `loses ${valueText(was)}`);
}

/** Resources that are made, by addition or replacement, while another one of the same type and name is still there. */
function takenNames(changes: readonly Change[]): readonly Hazard[] {
  const named = (change: Change): string | undefined => {
    const { type, properties } = subjectOf(change);
    const property = PHYSICAL_NAMES[type];
    const name = property === undefined ? undefined : properties[property];
    // Revisions of one definition share its name.
    return name === undefined || type === 'AWS::Batch::JobDefinition' ? undefined : `${type} ${canonical(name)}`;
  };
  const gone = new Map(
    changes.flatMap((change) => (change.kind === 'removed' ? [[named(change), change.before] as const] : [])),
  );
  return changes.flatMap((change): Hazard[] => {
    const name = change.kind === 'added' ? named(change) : undefined;
    const before = name === undefined ? undefined : gone.get(name);
    if (change.kind !== 'added' || before === undefined) return [];
    return [{ rule: 'NAME_TAKEN', resource: addressOf(change.after), message: `has the name of ${addressOf(before)}` }];
  });
}

import { COMPUTE_UPDATES } from '../service';
import { isObject, type Json, type JsonObject } from '../template';
import type { Difference } from './difference';
import { REPLACING } from './replacement-table';

/**
 * What CloudFormation and the service do about a changed property, from the mildest on.
 *
 * - `unknown`: the type was not looked up; a change set of CloudFormation knows
 * - `infrastructure`: the compute environment renews its instances
 * - `refused`: the service does not take the change
 */
export const EFFECTS = [
  'in-place',
  'new-revision',
  'unknown',
  'infrastructure',
  'maybe-replaced',
  'replaced',
  'refused',
] as const;
export type Effect = (typeof EFFECTS)[number];

export const worst = (effects: readonly Effect[]): Effect =>
  EFFECTS[Math.max(0, ...effects.map((effect) => EFFECTS.indexOf(effect)))] ?? 'in-place';

export type ComputeFamily = 'EC2' | 'FARGATE' | 'ECS_MANAGED_INSTANCES';

/** Types that can be changed into each other are one family; an unknown type is taken for EC2, as the service does. */
export const familyOf = (type: Json | undefined): ComputeFamily =>
  type === 'FARGATE' || type === 'FARGATE_SPOT'
    ? 'FARGATE'
    : type === 'ECS_MANAGED_INSTANCES'
      ? 'ECS_MANAGED_INSTANCES'
      : 'EC2';

export const objectAt = (properties: JsonObject, key: string): JsonObject => {
  const value = Object.hasOwn(properties, key) ? properties[key] : undefined;
  return isObject(value) ? value : {};
};

/** A flag of a template: `true` or `"true"`. */
export const flagAt = (properties: JsonObject, key: string): boolean | undefined => {
  const value = properties[key];
  return value === undefined ? undefined : value === true || value === 'true';
};

/** What a change of one property does to a resource of a type. */
export function effectOf(type: string, difference: Difference, before: JsonObject, after: JsonObject): Effect {
  if (type === 'AWS::Batch::ComputeEnvironment') return computeEffect(difference, before, after);
  const stated = statedEffect(type, difference.path);
  if (type === 'AWS::Batch::JobDefinition' && stated === 'in-place') return 'new-revision';
  if (type === 'AWS::Batch::JobQueue' && difference.path[0] === 'SchedulingPolicyArn') {
    return difference.before === undefined || difference.after === undefined ? 'refused' : 'in-place';
  }
  if (type === 'AWS::Batch::SchedulingPolicy' && policyKind(before) !== policyKind(after)) return 'refused';
  return stated;
}

/** A policy is for fair share or for quota shares, and stays that. */
export const policyKind = (properties: JsonObject): 'fair share' | 'quota share' =>
  properties.QuotaSharePolicy === undefined ? 'fair share' : 'quota share';

/** What the specification of CloudFormation says. */
function statedEffect(type: string, path: readonly string[]): Effect {
  const stated = Object.hasOwn(REPLACING, type) ? REPLACING[type] : undefined;
  if (stated === undefined) return 'unknown';
  const keys = path.filter((key) => !/^\d+$/.test(key)).join('.');
  const found = stated.split(' ').find((entry) => entry !== '' && isWithin(keys, entry.replace('?', '')));
  if (found === undefined) return 'in-place';
  return found.endsWith('?') ? 'maybe-replaced' : 'replaced';
}

/** Whether one path is the other, or stands below it or above it. */
const isWithin = (path: string, entry: string): boolean =>
  path === entry || path.startsWith(`${entry}.`) || entry.startsWith(`${path}.`);

function computeEffect({ path }: Difference, before: JsonObject, after: JsonObject): Effect {
  const stated = statedEffect('AWS::Batch::ComputeEnvironment', path);
  const [top, below = ''] = path;
  if (top !== 'ComputeResources') return stated;
  const was = objectAt(before, 'ComputeResources').Type;
  const is = objectAt(after, 'ComputeResources').Type;
  // The type replaces it; what else changes goes with it.
  if (familyOf(was) !== familyOf(is)) return below === 'Type' || stated !== 'in-place' ? 'replaced' : 'in-place';
  const renews = (COMPUTE_UPDATES.infrastructure as readonly string[]).includes(below);
  const replaceable = stated === 'maybe-replaced';
  if (!renews && !replaceable) return stated;
  // Unless the template says otherwise, CloudFormation replaces the environment where it may.
  if (replaceable && flagAt(after, 'ReplaceComputeEnvironment') !== false) return 'replaced';
  if (familyOf(is) !== 'FARGATE') return 'infrastructure';
  return (COMPUTE_UPDATES.fargate as readonly string[]).includes(below) ? 'in-place' : 'refused';
}

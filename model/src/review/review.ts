import type { Prices } from '../money';
import type { NamedTemplate } from '../template';
import { type Acknowledgement, type JudgedHazard, judge } from './acknowledgements';
import { type Capacity, capacitiesOf } from './capacity';
import { type Change, changesBetween } from './changes';
import { exportHazards } from './export-hazards';
import { newOpenings, type Opening } from './exposure';
import { type Growth, growthBetween, opensToAll } from './growth';
import { hazardsOf } from './hazards';
import { changedOutside, type OutsideChange, outsideChanges } from './outside';
import type { Hazard } from './rules';
import { resourcesOf } from './stacks';
import { statementsOf } from './statements';

export interface ReviewOptions {
  readonly acknowledgements?: readonly Acknowledgement[] | undefined;
  readonly prices?: Prices | undefined;
}

/** What a deployment would do, as data. */
export interface Review {
  readonly changes: readonly Change[];
  /** Parameters, mappings, conditions and outputs that changed, of stacks that stay. */
  readonly outside: readonly OutsideChange[];
  readonly hazards: readonly JudgedHazard[];
  /** Acknowledgements that acknowledge nothing. */
  readonly unused: readonly Acknowledgement[];
  /** Every compute environment, before and after. */
  readonly capacity: { readonly before: readonly Capacity[]; readonly after: readonly Capacity[] };
  readonly permissions: readonly Growth[];
  readonly openings: readonly Opening[];
  /** The prices that amounts were computed from. */
  readonly prices: Prices | undefined;
}

/**
 * Compares the templates that are deployed with those that would be. Nothing is asked of AWS, and nothing is evaluated:
 * values that only a deployment knows are compared as they are written.
 *
 * @param before - empty for a first deployment
 */
export function review(
  before: readonly NamedTemplate[],
  after: readonly NamedTemplate[],
  { acknowledgements = [], prices }: ReviewOptions = {},
): Review {
  const [old, now] = [resourcesOf(before), resourcesOf(after)];
  const outside = outsideChanges(before, after);
  const changes = changesBetween(old, now, changedOutside(outside, after));
  const gone = (holder: string): boolean => old.has(holder) && !now.has(holder);
  const permissions = growthBetween(statementsOf(old.values()), statementsOf(now.values()), gone);
  const openings = newOpenings(old, now);
  const found = [
    ...hazardsOf(changes, now),
    ...openHazards(permissions, openings),
    ...exportHazards(before, after, changes),
  ];
  return {
    changes,
    outside,
    ...judge(found, acknowledgements),
    capacity: { before: capacitiesOf(old.values(), prices), after: capacitiesOf(now.values(), prices) },
    permissions,
    openings,
    prices,
  };
}

/** Whether nobody has to look: every hazard is acknowledged. */
export const isSafe = ({ hazards }: Review): boolean => hazards.every(({ acknowledged }) => acknowledged !== undefined);

function openHazards(permissions: readonly Growth[], openings: readonly Opening[]): readonly Hazard[] {
  const found = [
    ...permissions
      .filter(opensToAll)
      .map(({ statement, actions }) => [statement.holder, `anybody may ${actions.join(', ')}`]),
    ...openings
      .filter(({ everybody, direction }) => everybody && direction === 'in')
      .map(({ resource, what }) => [resource, what]),
  ];
  // One hazard a resource: an acknowledgement names the resource.
  const byResource = new Map<string, string[]>();
  for (const [resource = '', what = ''] of found) byResource.set(resource, [...(byResource.get(resource) ?? []), what]);
  return [...byResource].map(([resource, what]) => ({ rule: 'OPEN_TO_ALL', resource, message: what.join('; ') }));
}

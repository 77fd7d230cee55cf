import type { HeldStatement } from './statements';

/** A statement that allows, or no longer denies, something that was not so before. */
export interface Growth {
  readonly statement: HeldStatement;
  /** Whether a denial went or got narrower. */
  readonly denial: boolean;
  /** What of the statement is more than before. */
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly principals: readonly string[];
  /** Whether the same was allowed before under conditions. */
  readonly conditionDropped: boolean;
}

/**
 * What may be done that could not be done before, statement by statement. Moving a statement between the policies of one
 * role, dividing it or putting two together is no growth. A wildcard that was there before covers what it matches.
 *
 * @param gone - whether a holder is deleted: then what was denied it is nobody's any more
 */
export function growthBetween(
  before: readonly HeldStatement[],
  after: readonly HeldStatement[],
  gone: (holder: string) => boolean = () => false,
): readonly Growth[] {
  const grown = of(after, 'Allow').flatMap((statement) => more(statement, of(before, 'Allow'), false));
  // What is denied no more is allowed as far as anything allows it.
  const undenied = of(before, 'Deny')
    .filter(({ holder }) => !gone(holder))
    .flatMap((statement) => more(statement, of(after, 'Deny'), true));
  const key = ({ statement, denial }: Growth): string =>
    `${statement.holder} ${denial} ${statement.kind} ${statement.actions.join()} ${statement.resources.join()} ${statement.condition}`;
  return [...grown, ...undenied].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

const of = (statements: readonly HeldStatement[], effect: HeldStatement['effect']): readonly HeldStatement[] =>
  statements.filter((statement) => statement.effect === effect);

/** The part of a statement that the others do not cover. */
function more(statement: HeldStatement, others: readonly HeldStatement[], denial: boolean): readonly Growth[] {
  const reach = others
    .filter(({ holder, kind }) => holder === statement.holder && kind === statement.kind)
    .map((other) => reachOf(other, statement));
  const actions = new Set<string>();
  const resources = new Set<string>();
  const principals = new Set<string>();
  let conditionDropped = true;
  for (const action of orAny(statement.actions)) {
    for (const resource of orAny(statement.resources)) {
      for (const principal of orAny(statement.principals)) {
        const covering = reach.filter(
          (other) => other.actions.has(action) && other.resources.has(resource) && other.principals.has(principal),
        );
        if (covering.some(({ conditionCovers }) => conditionCovers)) continue;
        actions.add(action);
        resources.add(resource);
        principals.add(principal);
        if (covering.length === 0) conditionDropped = false;
      }
    }
  }
  if (actions.size === 0) return [];
  return [
    {
      statement,
      denial,
      actions: [...actions].sort(),
      resources: [...resources].filter((text) => text !== '').sort(),
      principals: [...principals].filter((text) => text !== '').sort(),
      conditionDropped,
    },
  ];
}

/** A trust policy has no resources, an identity's policy no principals. */
const orAny = (texts: readonly string[]): readonly string[] => (texts.length === 0 ? [''] : texts);

/** What of a statement another one covers, each pattern compared once. */
const reachOf = (other: HeldStatement, statement: HeldStatement) => ({
  actions: covered(other.actions, statement.actions, (one, action) => covers(one.toLowerCase(), action.toLowerCase())),
  resources: covered(other.resources, statement.resources, covers),
  principals: covered(
    other.principals,
    statement.principals,
    (one, principal) => one === principal || one === '*' || one === 'AWS: *',
  ),
  conditionCovers: coversCondition(other.condition, statement.condition),
});

const covered = (
  patterns: readonly string[],
  texts: readonly string[],
  covering: (pattern: string, text: string) => boolean,
): ReadonlySet<string> =>
  new Set(orAny(texts).filter((text) => orAny(patterns).some((pattern) => covering(pattern, text))));

/** No condition covers any; otherwise it must be the same one, for which of two is wider is nothing to guess at. */
const coversCondition = (other: string, condition: string): boolean => other === '' || other === condition;

/** Whether everything that one pattern matches is matched by another. Errs towards no. */
export function covers(pattern: string, text: string): boolean {
  if (pattern === text || pattern === '*') return true;
  if (pattern.startsWith('not ') || text.startsWith('not ')) return false;
  const expression = pattern
    .split(/([*?])/)
    // A question mark stands for one character, which an asterisk of the other pattern is not.
    .map((part) => (part === '*' ? '.*' : part === '?' ? '[^*]' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
    .join('');
  return new RegExp(`^${expression}$`, 's').test(text);
}

/** Whether a growth lets everybody in. Everybody but somebody (`NotPrincipal`) is everybody. */
export const opensToAll = ({ statement, denial, principals }: Growth): boolean =>
  !denial &&
  statement.kind !== 'identity' &&
  statement.condition === '' &&
  principals.some((principal) => /^(?:\*$|AWS: \*$|not )/.test(principal));

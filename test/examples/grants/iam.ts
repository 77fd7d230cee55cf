/** One thing that a policy must allow. */
export interface Need {
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string>>;
}

/** A statement that allows, everything in it resolved. */
export interface Allowed {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Operator, key, patterns. */
  readonly conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** One action on one resource that a policy allows: the smallest part of it that can be in vain. */
export interface Line extends Omit<Allowed, 'actions' | 'resources'> {
  readonly action: string;
  readonly resource: string;
}

export const linesOf = (statements: readonly Allowed[]): Line[] =>
  statements.flatMap(({ actions, resources, conditions }) =>
    actions.flatMap((action) => resources.map((resource) => ({ action, resource, conditions }))),
  );

export const textOf = ({ action, resource, conditions }: Line): string =>
  `${action} on ${resource}${Object.keys(conditions).length === 0 ? '' : ` if ${JSON.stringify(conditions)}`}`;

/** Whether a line allows what is needed. Source: IAM User Guide, "Policy evaluation logic" and "Condition operators". */
export const allows = (line: Line, need: Need): boolean =>
  matches(line.action.toLowerCase(), need.action.toLowerCase()) &&
  matches(line.resource, need.resource) &&
  Object.entries(line.conditions).every(([operator, keys]) => {
    if (operator !== 'StringLike') throw new Error(`the operator ${operator} is not known here`);
    return Object.entries(keys).every(([key, patterns]) => {
      const value = need.context?.[key];
      return value !== undefined && patterns.some((pattern) => matches(pattern, value));
    });
  });

/** `*` stands for any characters, `?` for one. */
function matches(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}

/** A synthesized template, as the assertions about it read it. */
export interface Resource {
  readonly id: string;
  readonly type: string;
  readonly properties: Properties;
  readonly deletionPolicy: string | undefined;
}

// biome-ignore lint/suspicious/noExplicitAny: a template is whatever JSON a construct wrote; assertions ask it for paths
export type Properties = any;

export interface TemplateView {
  /** All resources of a type. */
  all(type: string): readonly Resource[];
  /** The only resource of a type that fulfils a condition. @throws Error when there is none, or are several */
  one(type: string, which?: (properties: Properties) => boolean): Resource;
  /** The resource that a value refers to by `Ref` or `Fn::GetAtt`, at whatever depth its first reference stands. */
  target(value: unknown): Resource | undefined;
  /** Statements of all policies of a role, inline ones and those attached to it. */
  statements(role: Resource): readonly Statement[];
}

export interface Statement {
  readonly actions: readonly string[];
  readonly resources: readonly unknown[];
  readonly effect: string;
  readonly condition: Properties;
}

interface Template {
  readonly Resources: Readonly<Record<string, { Type: string; Properties?: Properties; DeletionPolicy?: string }>>;
}

export const listOf = (value: unknown): readonly Properties[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

export function viewOf(template: Template): TemplateView {
  const resources = Object.entries(template.Resources).map(([id, resource]) => ({
    id,
    type: resource.Type,
    properties: resource.Properties ?? {},
    deletionPolicy: resource.DeletionPolicy,
  }));
  const byId = new Map(resources.map((resource) => [resource.id, resource]));
  const all = (type: string) => resources.filter((resource) => resource.type === type);
  return {
    all,
    one: (type, which = () => true) => {
      const found = all(type).filter(({ properties }) => which(properties));
      const [first] = found;
      if (first === undefined || found.length > 1) throw new Error(`${found.length} of ${type}; expected one`);
      return first;
    },
    target: (value) => {
      const id = firstReference(value, byId);
      return id === undefined ? undefined : byId.get(id);
    },
    statements: (role) => {
      const attached = all('AWS::IAM::Policy').filter(({ properties }) =>
        listOf(properties.Roles).some((one) => firstReference(one, byId) === role.id),
      );
      return [...listOf(role.properties.Policies), ...attached.map(({ properties }) => properties)]
        .flatMap(({ PolicyDocument }) => listOf(PolicyDocument?.Statement))
        .map((statement) => ({
          actions: listOf(statement.Action),
          resources: listOf(statement.Resource),
          effect: statement.Effect,
          condition: statement.Condition,
        }));
    },
  };
}

/** Depth first: `Fn::Join` and the like put the resource that they are about before literal text. */
function firstReference(value: unknown, known: ReadonlyMap<string, unknown>): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) {
    for (const one of value) {
      const found = firstReference(one, known);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::Sub': sub } = value as Properties;
  const id = ref ?? listOf(attribute)[0] ?? /\$\{(\w+)/.exec(String(sub))?.[1];
  if (typeof id === 'string' && known.has(id)) return id;
  return firstReference(Object.values(value), known);
}

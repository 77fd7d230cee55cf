/** What CloudFormation takes and gives, as far as the shims look at it. */
export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
}
interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly [section: string]: unknown;
}
type Properties = Readonly<Record<string, unknown>>;

interface Shim {
  readonly type: string;
  readonly lacks: string;
  readonly instead: string;
  readonly apply: (properties: Properties, world: World) => Properties;
}

/** What a shim may need of the account. */
export interface World {
  /** The service-linked role that AWS Batch uses where a template names none. */
  readonly batchRoleArn: string;
}

/**
 * All that is changed in a template before moto gets it, with what moto 5.2 lacks. What stands here is not proved by a
 * deployment into moto.
 */
export const SHIMS: readonly Shim[] = [
  {
    type: 'AWS::Batch::ComputeEnvironment',
    lacks: 'demands ServiceRole, which the service fills in with its service-linked role',
    instead: 'that role is named',
    apply: (properties, { batchRoleArn }) => ({ ServiceRole: batchRoleArn, ...properties }),
  },
  {
    type: 'AWS::Batch::ComputeEnvironment',
    lacks: 'knows none of the default categories of instance types',
    instead: 'default_x86_64 is called optimal',
    apply: (properties) => {
      const resources = properties.ComputeResources as { readonly InstanceTypes?: readonly string[] };
      const InstanceTypes = resources.InstanceTypes?.map((type) => (type === 'default_x86_64' ? 'optimal' : type));
      return { ...properties, ComputeResources: { ...resources, ...(InstanceTypes ? { InstanceTypes } : {}) } };
    },
  },
  {
    type: 'AWS::Batch::JobDefinition',
    lacks: 'reads the time-out from "timeout", which CloudFormation calls "Timeout"',
    instead: 'it is there under both names',
    apply: (properties) => ({ ...properties, timeout: properties.Timeout }),
  },
  {
    type: 'every resource',
    lacks: 'has no attributes of the Batch types',
    instead: 'Fn::GetAtt of their ARN is Ref, which gives the same ARN',
    apply: (properties) => referringToArns(properties) as Properties,
  },
];

const ARNS: readonly unknown[] = ['ComputeEnvironmentArn', 'JobQueueArn'];

function referringToArns(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(referringToArns);
  if (typeof value !== 'object' || value === null) return value;
  const [id, attribute] = (value as { readonly 'Fn::GetAtt'?: readonly unknown[] })['Fn::GetAtt'] ?? [];
  if (ARNS.includes(attribute)) return { Ref: id };
  const sub = (value as { readonly 'Fn::Sub'?: unknown })['Fn::Sub'];
  if (typeof sub === 'string') return { 'Fn::Sub': sub.replace(/\.(ComputeEnvironmentArn|JobQueueArn)\}/g, '}') };
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, referringToArns(member)]));
}

/** What moto does not do and no shim can add: it is seen in the template, or not at all. */
export const NOT_REACHED = [
  'bucket policies: their type is left out',
  'job definitions: PlatformCapabilities, ResourceRetentionPolicy, PropagateTags',
  'job queues: JobStateTimeLimitActions, SchedulingPolicyArn',
  'compute environments: UpdatePolicy, ReplaceComputeEnvironment',
  'updates of the four Batch types: a changed job definition is given to it as a resource with another logical id',
] as const;

export function shimmed(template: Template, world: World): Template {
  const change = (resource: Resource): Resource => {
    let Properties = resource.Properties ?? {};
    for (const { type, apply } of SHIMS) {
      if (type === resource.Type || type === 'every resource') Properties = apply(Properties, world);
    }
    return { ...resource, Properties };
  };
  return mapResources(template, (id, resource) => [id, change(resource)]);
}

/** moto deletes no route tables, and no network that has some: the network stays when the stack is deleted. */
export const withNetworkKept = (template: Template): Template =>
  mapResources(template, (id, resource) => [
    id,
    resource.Type === 'AWS::EC2::VPC' ? { ...resource, DeletionPolicy: 'Retain' } : resource,
  ]);

/**
 * The template of an update, as moto can carry it out: what CloudFormation would update in place it leaves alone without
 * a word, so a changed job definition is a new resource with the name of the old, and gets the name's next revision.
 */
export function asUpdate(before: Template, after: Template): Template {
  const renamed = new Map<string, string>();
  for (const [id, resource] of Object.entries(after.Resources)) {
    const changed = JSON.stringify(resource) !== JSON.stringify(before.Resources[id]);
    if (resource.Type === 'AWS::Batch::JobDefinition' && changed) renamed.set(id, `${id}Next`);
  }
  const rename = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(rename);
    return typeof value === 'string' ? (renamed.get(value) ?? value) : value;
  };
  return mapResources(after, (id, resource) => [
    renamed.get(id) ?? id,
    resource.DependsOn === undefined ? resource : { ...resource, DependsOn: rename(resource.DependsOn) },
  ]);
}

const mapResources = (
  template: Template,
  change: (id: string, resource: Resource) => [string, Resource],
): Template => ({
  ...template,
  Resources: Object.fromEntries(Object.entries(template.Resources).map(([id, resource]) => change(id, resource))),
});

export const shimTable = (): string =>
  [
    'moto_server got the template with these changes:',
    ...SHIMS.map(({ type, lacks, instead }) => `  ${type}: ${lacks}; ${instead}`),
    'and does not carry out:',
    ...NOT_REACHED.map((what) => `  ${what}`),
    '',
  ].join('\n');

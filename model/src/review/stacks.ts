import type { NamedTemplate, Resource } from '../template';

/** A resource of a reviewed template, and where it stands. */
export interface Reviewed extends Resource {
  readonly stack: string;
  readonly logicalId: string;
}

/** What a reader finds a resource by, in reports and acknowledgements: `<stack>/<logical id>`. */
export const addressOf = ({ stack, logicalId }: Pick<Reviewed, 'stack' | 'logicalId'>): string =>
  `${stack}/${logicalId}`;

/** Where the construct stands in its app, as the CDK notes it; without the id of the resource itself. */
export function constructPath({ metadata }: Resource): string | undefined {
  const path = metadata['aws:cdk:path'];
  return typeof path === 'string' ? path.replace(/\/(?:Resource|Default)$/, '') : undefined;
}

/** All resources by address, in order of address. The CDK's own record of its constructs is left out. */
export function resourcesOf(templates: readonly NamedTemplate[]): ReadonlyMap<string, Reviewed> {
  const all = templates.flatMap(({ name, template }) =>
    [...template.resources]
      .filter(([, { type }]) => type !== 'AWS::CDK::Metadata')
      .map(([logicalId, resource]): Reviewed => ({ ...resource, stack: name, logicalId })),
  );
  return new Map(all.map((one) => [addressOf(one), one] as const).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Whether CloudFormation leaves the resource behind when it goes from the template, or when it is replaced. */
export const isKept = (policy: string | undefined): boolean => policy !== undefined && policy !== 'Delete';

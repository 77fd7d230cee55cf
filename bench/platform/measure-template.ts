import type { Properties } from './template-view';

/** What a platform of ours has that the other one does without: a workspace and a manifest. */
const ADDED = /^Batch(Workspace|Manifest)/;

interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string }>>;
}

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value, null, 1));

/** Whether something refers to resources that only ours has, and to nothing else, or names the manifest's path. */
const isAboutAdded = (value: unknown): boolean => {
  const text = JSON.stringify(value);
  const ids = [...text.matchAll(/"Ref":"(\w+)"|"Fn::GetAtt":\["(\w+)"|\$\{(\w+)/g)].map(([, ...found]) =>
    found.join(''),
  );
  return ids.length > 0 ? ids.every((id) => ADDED.test(id)) : text.includes(':parameter/batchwright/');
};

/** Without what lets jobs and services reach those resources: statements of policies, and variables of containers. */
function withoutAccess(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value
      .filter(({ Resource, Name, Value }: Properties = {}) => {
        if (Resource !== undefined) return !isAboutAdded(Resource);
        return !(Name !== undefined && Value !== undefined && isAboutAdded(Value));
      })
      .map(withoutAccess);
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutAccess(inner)]));
}

/** Resources and bytes of a template, and apart from them those that only ours has, with the access to them. */
export function measure(template: Template) {
  const entries = Object.entries(template.Resources);
  const shared = entries.filter(([id]) => !ADDED.test(id));
  const added = entries.filter(([id]) => ADDED.test(id));
  const bytes = bytesOf({ ...template, Resources: withoutAccess(Object.fromEntries(shared)) });
  return {
    resources: shared.length,
    bytes,
    added: { resources: added.length, bytes: bytesOf(template) - bytes, what: added.map(([, { Type }]) => Type) },
  };
}

/** Findings of a rule pack below a construct that nobody has acknowledged, from the report that synthesis leaves. */
export function findings(report: Properties, pack: string, below: string): readonly string[] {
  return report.pluginReports
    .filter((one: Properties) => one.pluginName === pack)
    .flatMap((one: Properties) => one.violations)
    .flatMap((violation: Properties) =>
      violation.violatingConstructs
        .map(({ constructPath }: Properties) => constructPath)
        .filter((path: string) => path?.startsWith(`${below}/`))
        .map((path: string) => `${violation.ruleName} at ${path}`),
    );
}

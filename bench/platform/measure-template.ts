import type { Properties } from './template-view';

/** What a platform of ours has that the other one does without: a workspace and a manifest. */
const ADDED = /^Platform(Workspace|Manifest)/;

interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string }>>;
}

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value, null, 1));

/** Resources and bytes of a template, and apart from them those that only ours has. */
export function measure(template: Template) {
  const entries = Object.entries(template.Resources);
  const shared = entries.filter(([id]) => !ADDED.test(id));
  const added = entries.filter(([id]) => ADDED.test(id));
  const bytes = bytesOf({ ...template, Resources: Object.fromEntries(shared) });
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

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { Template } from 'aws-cdk-lib/assertions';
import { everything } from '../everything';
import { everythingGiven } from '../everything-given';
import { align, genomesPlatform, jobProps } from '../fixture';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
interface Resource {
  readonly Type: string;
  readonly Properties?: { readonly [key: string]: Json };
  readonly DependsOn?: readonly string[];
}
interface Document {
  readonly Resources: Readonly<Record<string, Resource>>;
}

const small = (): Document => {
  const at = genomesPlatform();
  at.platform.addJob(align, jobProps());
  return Template.fromStack(at.stack).toJSON() as Document;
};
const given = (): Document => Template.fromStack(everythingGiven()).toJSON() as Document;
const large = (): Document => Template.fromStack(everything()).toJSON() as Document;

/** Every value of a template with its path, those within intrinsic functions excluded: `Fn::Join` may well join nothing. */
function* values(value: Json, path: string): Generator<readonly [string, Json]> {
  yield [path, value];
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value))
    if (!key.startsWith('Fn::')) yield* values(item as Json, `${path}.${key}`);
}
/** Resources of the platform. What a test adds beside it, and the network, are the CDK's. */
const OURS = /^(Genomes|Platform)/;

const propertiesOf = ({ Resources }: Document): [string, Json][] =>
  Object.entries(Resources)
    .filter(([id]) => OURS.test(id))
    .flatMap(([id, { Properties = {} }]) =>
      [...values(Properties, id)].map(([path, value]) => [path, value] as [string, Json]),
    );

const isEmpty = (value: Json): boolean =>
  value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);

/** What is empty on purpose: there the service makes a difference between nothing and empty. */
const MEANT = [
  // Events go to EventBridge; the configuration has no fields.
  /\.EventBridgeConfiguration$/,
  // A directory that the container agent makes, and takes away with the task.
  /\.Volumes\.\d+\.Host$/,
];

const statements = (document: Document): { path: string; statement: Record<string, Json> }[] =>
  propertiesOf(document).flatMap(([path, value]) =>
    typeof value === 'object' && value !== null && 'Effect' in value && 'Action' in value
      ? [{ path, statement: value as Record<string, Json> }]
      : [],
  );

const templates: [string, () => Document][] = [
  ['a small platform', small],
  ['a platform with everything', large],
  ['a platform with what is given and tuned', given],
];

describe.each(templates)('the template of %s', (_name, synthesize) => {
  const document = synthesize();

  test('is the same each time, from whichever directory', () => {
    const home = process.cwd();
    const other = mkdtempSync(`${tmpdir()}/batchwright-cwd-`);
    process.chdir(other);
    try {
      expect(JSON.stringify(synthesize())).toBe(JSON.stringify(document));
    } finally {
      process.chdir(home);
      rmSync(other, { recursive: true });
    }
  });

  test('holds nothing empty', () => {
    const empty = propertiesOf(document)
      .filter(([path, value]) => isEmpty(value) && !MEANT.some((meant) => meant.test(path)))
      .map(([path]) => path);
    expect(empty).toEqual([]);
  });

  test('needs no custom resource', () => {
    const types = Object.values(document.Resources).map(({ Type }) => Type);
    expect(
      types.filter((type) => type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource'),
    ).toEqual([]);
  });

  test('waits for nothing that it names anyhow', () => {
    const noise = Object.entries(document.Resources).flatMap(([id, { DependsOn = [], Properties = {} }]) => {
      const text = JSON.stringify(Properties);
      return [DependsOn]
        .flat()
        .flatMap((other) =>
          document.Resources[other] === undefined || text.includes(`{"Ref":"${other}"}`) ? [`${id}: ${other}`] : [],
        );
    });
    expect(noise).toEqual([]);
  });

  test('has the types of compute environments as the service answers them', () => {
    const environments = Object.values(document.Resources).filter(({ Type }) =>
      Type.endsWith('Batch::ComputeEnvironment'),
    );
    expect(environments.length).toBeGreaterThan(1);
    for (const { Properties } of environments) expect(['MANAGED', 'UNMANAGED']).toContain(Properties?.Type);
  });

  test('names each action and resource of a statement once', () => {
    const twice = statements(document).flatMap(({ path, statement }) =>
      (['Action', 'Resource'] as const).flatMap((key) => {
        const list = statement[key];
        if (!Array.isArray(list)) return [];
        return new Set(list.map((item) => JSON.stringify(item))).size === list.length ? [] : [`${path}.${key}`];
      }),
    );
    expect(twice).toEqual([]);
  });

  test('has statements merged: no two of one policy differ in their actions alone, or in their resources alone', () => {
    const split = propertiesOf(document).flatMap(([path, value]) => {
      if (!Array.isArray(value) || !path.endsWith('.Statement')) return [];
      return (['Action', 'Resource'] as const).some((left) => {
        const keys = value.map((statement: Record<string, Json>) =>
          JSON.stringify({ ...statement, [left]: undefined }),
        );
        return new Set(keys).size < keys.length;
      })
        ? [path]
        : [];
    });
    expect(split).toEqual([]);
  });
});

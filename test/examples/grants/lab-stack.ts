import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchPlatform, Compute, prefix } from '@batchwright/cdk';
import { homeOf, type Json, type JsonObject, readAssemblies, resolveAssembly } from '@batchwright/model/template';
import { App, CfnOutput, Duration, Size, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { lab, scan } from './contracts';
import type { Allowed } from './iam';

export const VERBS = ['submit', 'watch', 'cancel', 'readLogs'] as const;
export type Verb = (typeof VERBS)[number];

/** Synthesizes a platform whose grants go to one role each. @param worker - program of its job */
export function synthesizeLab(worker: string): string {
  const outdir = mkdtempSync(join(tmpdir(), 'batchwright-lab-'));
  const app = new App({ outdir });
  const stack = new Stack(app, 'Lab');
  const data = new Bucket(stack, 'Data');
  const platform = new BatchPlatform(stack, 'Platform', {
    platform: lab,
    vpc: new Vpc(stack, 'Vpc', { natGateways: 1, restrictDefaultSecurityGroup: false }),
    compute: { steady: Compute.onDemand({ maxvCpus: 16 }) },
    queues: { fast: { priority: 2, compute: ['steady'] }, slow: { priority: 1, compute: ['steady'] } },
  });
  for (const verb of VERBS) {
    platform.grants[verb](new Role(stack, verb, { assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com') }));
  }
  platform.addJob(scan, {
    image: ContainerImage.fromRegistry('worker'),
    command: [process.execPath, worker],
    vcpus: 1,
    memory: Size.mebibytes(512),
    timeout: Duration.minutes(5),
    attempts: 1,
    reads: [prefix(data, 'in/')],
    writes: [prefix(data, 'out/')],
  });
  new CfnOutput(stack, 'DataName', { value: data.bucketName });
  new CfnOutput(stack, 'WorkspaceName', { value: platform.workspace.location.bucket.bucketName });
  app.synth();
  return outdir;
}

interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties?: JsonObject }>>;
  readonly Outputs: Record<string, { readonly Value: Json }>;
}

interface Written {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: Json | readonly Json[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, Json>>>>;
}

/** What a synthesized lab allows, by logical id of the policy or role; names are those that the local service gives. */
export interface Deployed {
  readonly policies: ReadonlyMap<string, readonly Allowed[]>;
  readonly outputs: ReadonlyMap<string, string>;
}

/** Resolves policies by the same functions that give the local service its names: as outputs, which are texts. */
export function deployedLab(directory: string, region: string, account: string): Deployed {
  const documents = new Map<string, readonly Written[]>();
  const texts: Json[] = [];
  const read = (path: string): string => {
    const text = readFileSync(path, 'utf8');
    if (!path.endsWith('.template.json')) return text;
    const template = JSON.parse(text) as Template;
    for (const [id, { Type, Properties = {} }] of Object.entries(template.Resources)) {
      const found = documentsOf(Type, Properties).flatMap(({ Statement }) => Statement);
      if (found.length > 0) documents.set(id, found);
      for (const statement of found) {
        for (const value of valuesOf(statement)) template.Outputs[`Text${texts.push(value) - 1}`] = { Value: value };
      }
    }
    return JSON.stringify(template);
  };
  const assemblies = readAssemblies([directory], read);
  if (!assemblies.ok) throw new Error(JSON.stringify(assemblies.problems));
  const resolution = resolveAssembly(assemblies.stacks, homeOf(region, account), read);
  if (!resolution.ok) throw new Error(JSON.stringify(resolution.problems));
  const outputs = resolution.assembly.outputs.get('Lab') ?? new Map<string, string>();
  const resolved = (value: Json): string => {
    const text = outputs.get(`Text${texts.indexOf(value)}`);
    if (text === undefined) throw new Error(`cannot be resolved: ${JSON.stringify(value)}`);
    return text;
  };
  const policies = [...documents].map(([id, found]) => [id, found.map((one) => allowedBy(one, resolved))] as const);
  return { policies: new Map(policies), outputs };
}

function documentsOf(type: string, properties: JsonObject): readonly { readonly Statement: readonly Written[] }[] {
  const inline = (properties.Policies ?? []) as unknown as readonly { readonly PolicyDocument: never }[];
  if (type === 'AWS::IAM::Policy') return [properties.PolicyDocument as never];
  return type === 'AWS::IAM::Role' ? inline.map(({ PolicyDocument }) => PolicyDocument) : [];
}

const listOf = <T>(value: T | readonly T[]): readonly T[] => [value].flat() as readonly T[];

const valuesOf = ({ Resource, Condition = {} }: Written): Json[] => [
  ...(listOf(Resource) as readonly Json[]),
  ...Object.values(Condition).flatMap((keys) => Object.values(keys).flatMap((value) => listOf(value) as Json[])),
];

function allowedBy({ Effect, Action, Resource, Condition = {} }: Written, resolved: (value: Json) => string): Allowed {
  if (Effect !== 'Allow') throw new Error(`the effect ${Effect} is not known here`);
  const texts = (value: Json | readonly Json[]) => (listOf(value) as readonly Json[]).map(resolved);
  const conditions = Object.entries(Condition).map(([operator, keys]) => [
    operator,
    Object.fromEntries(Object.entries(keys).map(([key, value]) => [key, texts(value)])),
  ]);
  return { actions: listOf(Action), resources: texts(Resource as Json), conditions: Object.fromEntries(conditions) };
}

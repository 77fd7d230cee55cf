import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DemoError } from './options';

/** The buckets of a provisioned photo platform. */
export interface PhotoBuckets {
  readonly uploads: string;
  readonly results: string;
}

/**
 * Finds the platform's buckets: the outputs of the synthesized stack say which resources they are, and the local
 * service, like CloudFormation, makes a bucket's name of its stack's and its logical id.
 *
 * @param buckets - names of the buckets that the local service made
 * @throws {@link DemoError} when this is not the assembly of the photo platform
 */
export async function findBuckets(assembly: string, buckets: readonly string[]): Promise<PhotoBuckets> {
  const outputs = await readOutputs(assembly);
  const named = (output: string): string => {
    const logicalId = outputs.get(output);
    const name = logicalId && buckets.find((bucket) => bucket.includes(logicalId.toLowerCase()));
    if (!name) {
      throw new DemoError(`${assembly} has no output ${output} that names a bucket: is it the photo platform's app?`);
    }
    return name;
  };
  return { uploads: named('UploadsBucket'), results: named('ResultsBucket') };
}

/** Fails early, and in words of this demo, when there is nothing to start from. */
export async function requireAssembly(assembly: string): Promise<void> {
  await readManifest(assembly);
}

/** Outputs that are a `Ref`, with the logical id that they refer to. */
async function readOutputs(assembly: string): Promise<ReadonlyMap<string, string>> {
  const { artifacts = {} } = await readManifest(assembly);
  const found = new Map<string, string>();
  for (const { type, properties } of Object.values(artifacts)) {
    if (type !== 'aws:cloudformation:stack' || properties?.templateFile === undefined) continue;
    const template = JSON.parse(await readFile(join(assembly, properties.templateFile), 'utf8')) as Template;
    for (const [name, { Value }] of Object.entries(template.Outputs ?? {})) {
      if (typeof Value === 'object' && typeof Value?.Ref === 'string') found.set(name, Value.Ref);
    }
  }
  return found;
}

async function readManifest(assembly: string): Promise<Manifest> {
  const file = join(assembly, 'manifest.json');
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Manifest;
  } catch (cause) {
    throw new DemoError(`${assembly} is not a synthesized app: ${file} cannot be read; run: npx cdk synth`, { cause });
  }
}

interface Manifest {
  readonly artifacts?: {
    readonly [id: string]: { readonly type: string; readonly properties?: { readonly templateFile?: string } };
  };
}

interface Template {
  readonly Outputs?: { readonly [name: string]: { readonly Value: string | { readonly Ref?: string } | null } };
}

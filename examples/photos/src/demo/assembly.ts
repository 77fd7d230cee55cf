import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Summary } from '@batchwright/local';
import { DemoError } from './options';

/** The buckets of a provisioned photo platform. */
export interface PhotoBuckets {
  readonly uploads: string;
  readonly results: string;
}

/**
 * Finds the platform's buckets by the outputs of its stack, as a person would after `cdk deploy`.
 *
 * @throws {@link DemoError} when this is not the assembly of the photo platform
 */
export function findBuckets(assembly: string, { outputs }: Summary): PhotoBuckets {
  const named = (output: string): string => {
    const name = [...outputs.values()].map((stack) => stack.get(output)).find((value) => value !== undefined);
    if (name === undefined) {
      throw new DemoError(`${assembly} has no output ${output} that names a bucket: is it the photo platform's app?`);
    }
    return name;
  };
  return { uploads: named('UploadsBucket'), results: named('ResultsBucket') };
}

/** Fails early, and in words of this demo, when there is nothing to start from. */
export async function requireAssembly(assembly: string): Promise<void> {
  const file = join(assembly, 'manifest.json');
  try {
    await access(file);
  } catch (cause) {
    throw new DemoError(`${assembly} is not a synthesized app: ${file} cannot be read; run: npx cdk synth`, { cause });
  }
}

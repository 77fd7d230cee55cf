import { isAbsolute, join } from 'node:path';
import { type Json, type Stack, urlSuffix } from '@batchwright/model/template';
import type { ImageAsset, PlannedBatchResource } from './plan';

/**
 * The image assets that job definitions use, by the URI that stands in the definition. Assets that only functions and
 * services use are left out: nothing here runs them.
 */
export function plannedImages(
  stacks: readonly Stack[],
  batch: readonly PlannedBatchResource[],
): ReadonlyMap<string, ImageAsset> {
  const used = new Set(
    batch.flatMap(({ kind, request }) => (kind === 'job-definition' ? imagesIn(request as Json) : [])),
  );
  const images = new Map<string, ImageAsset>();
  for (const stack of stacks) {
    for (const { repositoryName, imageTag, region, directory, ...source } of stack.images) {
      const { home } = stack;
      const registry = `${home.account}.dkr.ecr.${fill(region ?? home.region, stack)}.${urlSuffix(home)}`;
      const uri = `${registry}/${fill(repositoryName, stack)}:${fill(imageTag, stack)}`;
      if (!used.has(uri)) continue;
      const context = isAbsolute(directory) ? directory : join(stack.directory, directory);
      images.set(uri, { directory: context, ...source });
    }
  }
  return images;
}

/** Replaces the placeholders of an asset manifest. Source: CDK cloud assembly schema, `AwsDestination`. */
function fill(text: string, { home }: Stack): string {
  const values: Readonly<Record<string, string>> = {
    Partition: home.partition,
    Region: home.region,
    AccountId: home.account,
  };
  return text.replaceAll(/\$\{AWS::(\w+)\}/g, (placeholder, name: string) => values[name] ?? placeholder);
}

/** Every `image` in a definition, however deep: of the container, of a task's containers, of node ranges. */
function imagesIn(value: Json): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    key === 'image' && typeof item === 'string' ? [item] : imagesIn(item),
  );
}

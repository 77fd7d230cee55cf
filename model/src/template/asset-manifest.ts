import { fail, type Place } from './problem';
import { isObject, type Json, type JsonObject, show } from './value';

/** A file that a deployment uploads: where it lies, and the end of the URLs that lead to it. */
export interface FileAsset {
  readonly path: string;
  readonly objectKeys: readonly string[];
}

/** A container image that a deployment builds, and one place that it is pushed to. Texts may hold `${AWS::Region}` etc. */
export interface ImageSource {
  readonly repositoryName: string;
  readonly imageTag: string;
  readonly region: string | undefined;
  /** Build context, relative to the directory of the asset manifest. */
  readonly directory: string;
  /** Relative to the build context. */
  readonly dockerfile: string;
  readonly target: string | undefined;
  readonly platform: string | undefined;
  readonly buildArgs: Readonly<Record<string, string>>;
}

export interface AssetManifest {
  readonly files: readonly FileAsset[];
  readonly images: readonly ImageSource[];
}

/**
 * Reads an `*.assets.json`. Images that an executable of the user's builds have no directory and are left out.
 *
 * @throws Failure when it is not an asset manifest
 */
export function readAssetManifest(value: Json, path: string): AssetManifest {
  const place: Place = { stack: path, path: [] };
  if (!isObject(value)) fail(place, 'UNREADABLE', `expected an asset manifest, a JSON object; got ${show(value)}`);
  const files: FileAsset[] = [];
  for (const { source, destinations } of entries(value.files)) {
    if (typeof source.path !== 'string') continue;
    files.push({ path: source.path, objectKeys: destinations.map(({ objectKey }) => String(objectKey)) });
  }
  const images: ImageSource[] = [];
  for (const { source, destinations } of entries(value.dockerImages)) {
    const { directory } = source;
    if (typeof directory !== 'string') continue;
    for (const { repositoryName, imageTag, region } of destinations) {
      images.push({
        repositoryName: String(repositoryName),
        imageTag: String(imageTag),
        region: text(region),
        directory,
        dockerfile: text(source.dockerFile) ?? 'Dockerfile',
        target: text(source.dockerBuildTarget),
        platform: text(source.platform),
        buildArgs: texts(source.dockerBuildArgs),
      });
    }
  }
  return { files, images };
}

function entries(
  section: Json | undefined,
): readonly { readonly source: JsonObject; readonly destinations: readonly JsonObject[] }[] {
  if (!isObject(section)) return [];
  return Object.values(section).flatMap((entry) => {
    if (!isObject(entry) || !isObject(entry.source)) return [];
    const destinations = isObject(entry.destinations) ? Object.values(entry.destinations).filter(isObject) : [];
    return [{ source: entry.source, destinations }];
  });
}

const text = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined);

const texts = (value: Json | undefined): Readonly<Record<string, string>> =>
  isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, String(item)])) : {};

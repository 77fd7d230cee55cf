import { type FileAsset, type ImageSource, readAssetManifest } from './asset-manifest';
import { readTemplate, type TemplateDocument } from './document';
import { dependencyOrder } from './order';
import { attempt, attemptAll, Failure, fail, problemAt, type TemplateProblem } from './problem';
import { isObject, type Json, type JsonObject, show } from './value';

/** Reads a text file of an assembly. Throws when there is none. */
export type ReadText = (path: string) => string;

/** A stack of an assembly as it lies on disk. */
export interface StackSource {
  /** Unique over everything that is read together: `cdk.out/manifest.json#Batch`. */
  readonly id: string;
  /** The stack's id in its app: the same on every machine, and from whichever directory it is reached. */
  readonly artifact: string;
  readonly name: string;
  /** `undefined` in a stack that does not say where it will be deployed. */
  readonly region: string | undefined;
  readonly account: string | undefined;
  readonly directory: string;
  readonly template: TemplateDocument;
  /** Parameter values that the app sets for the deployment. */
  readonly parameters: JsonObject;
  readonly files: readonly FileAsset[];
  readonly images: readonly ImageSource[];
}

interface Artifact {
  readonly type: string;
  readonly properties: JsonObject;
  readonly environment: string;
  readonly dependencies: readonly string[];
}

export type Assemblies =
  | { readonly ok: true; readonly stacks: readonly StackSource[] }
  | { readonly ok: false; readonly problems: readonly TemplateProblem[] };

/**
 * Reads every stack of the given assemblies, those of nested assemblies (Stages) included, each after the stacks that
 * it depends on. A stack that is reached twice is read once.
 */
export function readAssemblies(directories: readonly string[], read: ReadText): Assemblies {
  const found = attempt(() => attemptAll(directories.map((directory) => () => readAssembly(directory, read))).flat());
  if (!found.ok) return found;
  return { ok: true, stacks: [...new Map(found.value.map((stack) => [stack.id, stack])).values()] };
}

function readAssembly(directory: string, read: ReadText): readonly StackSource[] {
  const file = joinPath(directory, 'manifest.json');
  const manifest = readJson(file, read, 'give the directory that `cdk synth` writes, cdk.out or a Stage in it');
  if (!isObject(manifest) || !isObject(manifest.artifacts)) {
    fail({ stack: file, path: [] }, 'UNREADABLE', `expected a manifest with "artifacts"; got ${show(manifest)}`);
  }
  const artifacts = new Map(Object.entries(manifest.artifacts).map(([id, value]) => [id, readArtifact(value)]));
  const order = dependencyOrder([...artifacts.keys()], (id) => artifacts.get(id)?.dependencies ?? []);
  if (!order.ok) fail({ stack: file, path: [] }, 'CYCLE', `these stacks need each other: ${order.cycle.join(' -> ')}`);
  return attemptAll(
    order.order.map((id) => () => {
      const artifact = artifacts.get(id);
      if (artifact?.type === 'cdk:cloud-assembly') {
        return readAssembly(joinPath(directory, String(artifact.properties.directoryName)), read);
      }
      return artifact?.type === 'aws:cloudformation:stack' ? [readStack(directory, id, artifact, artifacts, read)] : [];
    }),
  ).flat();
}

function readArtifact(value: Json): Artifact {
  const { type, properties, environment, dependencies } = isObject(value) ? value : {};
  return {
    type: String(type),
    properties: isObject(properties) ? properties : {},
    environment: typeof environment === 'string' ? environment : '',
    dependencies: Array.isArray(dependencies) ? dependencies.map(String) : [],
  };
}

function readStack(
  directory: string,
  id: string,
  artifact: Artifact,
  artifacts: ReadonlyMap<string, Artifact>,
  read: ReadText,
): StackSource {
  const { stackName, templateFile, parameters } = artifact.properties;
  const name = typeof stackName === 'string' ? stackName : id;
  const assets = [...artifacts].filter(([, { type }]) => type === 'cdk:asset-manifest');
  const own = assets.filter(([asset]) => artifact.dependencies.includes(asset));
  const manifests = (own.length > 0 ? own : assets).map(([, { properties }]) => {
    const path = joinPath(directory, String(properties.file));
    return readAssetManifest(readJson(path, read), path);
  });
  const [, account, region] = /^aws:\/\/([^/]+)\/([^/]+)$/.exec(artifact.environment) ?? [];
  return {
    id: `${joinPath(directory, 'manifest.json')}#${id}`,
    artifact: id,
    name,
    region: region === 'unknown-region' ? undefined : region,
    account: account === 'unknown-account' ? undefined : account,
    directory,
    template: readTemplateFile(joinPath(directory, String(templateFile)), name, read),
    parameters: isObject(parameters) ? parameters : {},
    files: manifests.flatMap(({ files }) => files),
    images: manifests.flatMap(({ images }) => images),
  };
}

/** @throws Failure */
export const readTemplateFile = (path: string, stack: string, read: ReadText): TemplateDocument =>
  readTemplate(readJson(path, read), stack);

function readJson(path: string, read: ReadText, remedy = 'synthesize the app again'): Json {
  try {
    return JSON.parse(read(path)) as Json;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const problem: TemplateProblem = problemAt(
      { stack: path, path: [] },
      'UNREADABLE',
      `cannot be read as JSON (${why}); ${remedy}`,
    );
    throw new Failure([problem]);
  }
}

/** Joins a directory and a path relative to it, `.` and `..` resolved as far as the directory's own segments go. */
export function joinPath(directory: string, relative: string): string {
  const segments = directory.split('/');
  for (const segment of relative.split('/')) {
    if (segment === '..' && !['', '.', '..'].includes(segments.at(-1) ?? '')) segments.pop();
    else if (segment !== '.' && segment !== '') segments.push(segment);
  }
  return segments.join('/');
}

import { mkdir, readFile, realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ImageAsset } from '../provision';
import { type BuildContext, ContextError, openContext } from './context';
import { copyInto, isSystemDirectory } from './copy';
import { type ImagePlan, planImage } from './dockerfile';
import type { ImageStaging } from './image';
import { readInstructions } from './instructions';

/**
 * Reads an image's Dockerfile and copies what it copies, without a container engine.
 *
 * Done once per image: the staged files are shared by the image's jobs.
 *
 * @param intoDirectory - exists, and is empty; becomes the image's root
 * @returns `ok: false` with a reason that names file, line and instruction when the Dockerfile needs a builder, or when
 *   Docker would not build it either
 * @throws what the file system throws, such as a full disk
 */
export async function stageImage(asset: ImageAsset, intoDirectory: string): Promise<ImageStaging> {
  const dockerfile = resolve(asset.directory, asset.dockerfile);
  let text: string;
  let context: BuildContext;
  try {
    text = await readFile(dockerfile, 'utf8');
    context = await openContext(asset.directory, dockerfile);
  } catch (error) {
    return { ok: false, reason: `${dockerfile} cannot be read: ${error}` };
  }
  const plan = planImage(readInstructions(text), asset);
  if (!plan.ok) {
    const what = `${plan.keyword}: ${plan.why}`;
    return {
      ok: false,
      reason: `${dockerfile}, line ${plan.line}, ${what}. Only WORKDIR, ENV, ARG, ENTRYPOINT, CMD and plain COPY are honoured without a container engine; the container runner to come will build this image.`,
    };
  }
  const root = await realpath(intoDirectory);
  const made = new Set<string>();
  for (const step of plan.steps) {
    if ('directory' in step) {
      await mkdir(join(root, step.directory), { recursive: true });
      if (!isSystemDirectory(step.directory)) made.add(step.directory);
      continue;
    }
    try {
      for (const path of await copyInto(root, context, step)) made.add(path);
    } catch (error) {
      if (!(error instanceof ContextError)) throw error;
      return { ok: false, reason: `${dockerfile}, line ${step.line}, ${step.keyword}: ${error.message}.` };
    }
  }
  return { ok: true, root, ...settings(plan), copied: [...made].sort((a, b) => b.length - a.length) };
}

const settings = ({ workdir, env, entrypoint, cmd, notes }: ImagePlan): Omit<ImagePlan, 'steps'> => ({
  workdir,
  env,
  entrypoint,
  cmd,
  notes,
});

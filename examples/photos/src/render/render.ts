import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bounded } from '../concurrency';
import { drawPhoto } from './draw';
import { type PhotoPlan, planPhotos } from './plan';

/** Raise it when the same plan is drawn differently, so that pictures of an older version are drawn again. */
const DRAWING = 2;

/** Says what the pictures beside it are; written last, so that a directory that has it is complete. */
const STAMP = '.rendered.json';

export interface RenderOptions {
  readonly count: number;
  readonly seed?: number | undefined;
  /** Pictures drawn at once. */
  readonly width: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Draws photos into a directory, which it owns: what lay there is removed, unless it is exactly what was asked for.
 *
 * @returns how many were drawn; 0 when all were there
 */
export async function renderPhotos(directory: string, options: RenderOptions): Promise<number> {
  const plans = planPhotos(options.count, options.seed ?? 1);
  const stamp = createHash('sha256')
    .update(JSON.stringify([DRAWING, plans]))
    .digest('hex');
  if (await isComplete(directory, stamp, plans)) return 0;
  await rm(directory, { recursive: true, force: true });
  await bounded(plans, options.width, async (plan) => {
    options.signal?.throwIfAborted();
    const file = join(directory, plan.path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(`${file}.part`, await drawPhoto(plan));
    await rename(`${file}.part`, file);
  });
  await writeFile(join(directory, STAMP), JSON.stringify({ stamp }));
  return plans.length;
}

async function isComplete(directory: string, stamp: string, plans: readonly PhotoPlan[]): Promise<boolean> {
  try {
    const found = JSON.parse(await readFile(join(directory, STAMP), 'utf8')) as { readonly stamp?: unknown };
    if (found.stamp !== stamp) return false;
    const files = await Promise.all(plans.map((plan) => stat(join(directory, plan.path))));
    return files.every((file) => file.isFile());
  } catch {
    return false;
  }
}

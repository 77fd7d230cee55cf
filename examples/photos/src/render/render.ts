import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bounded } from '../concurrency';
import { drawPhoto } from './draw';
import { type PhotoPlan, planPhotos } from './plan';

/** Raise it when the same plan is drawn differently, so that pictures of an older version are drawn again. */
const DRAWING = 2;

/** Says that the directory is ours and, once it is complete, what the pictures in it are. */
const STAMP = '.rendered.json';

const BRAND = Symbol.for('batchwright.example.RenderError');

/** `DIRECTORY_TAKEN`: the directory holds something that was not drawn here, and would have been removed. */
export class RenderError extends Error {
  readonly code = 'DIRECTORY_TAKEN' as const;
  readonly retryable = false as const;
  readonly [BRAND] = true;
}
Object.defineProperty(RenderError.prototype, 'name', { value: 'RenderError' });

export interface RenderOptions {
  readonly count: number;
  readonly seed?: number | undefined;
  /** Pictures drawn at once. */
  readonly width: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Draws photos into a directory of their own. Other photos that were drawn there before are removed.
 *
 * @returns how many were drawn; 0 when all were there
 * @throws {@link RenderError} `DIRECTORY_TAKEN`
 */
export async function renderPhotos(directory: string, options: RenderOptions): Promise<number> {
  const plans = planPhotos(options.count, options.seed ?? 1);
  const stamp = createHash('sha256')
    .update(JSON.stringify([DRAWING, plans]))
    .digest('hex');
  if (await isComplete(directory, stamp, plans)) return 0;
  await claim(directory);
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

async function claim(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const there = await readdir(directory);
  if (there.length > 0 && !there.includes(STAMP)) {
    throw new RenderError(`${directory} holds ${there[0]}, which was not drawn here; choose another directory`);
  }
  // Before anything else, so that what an interrupted run leaves is known as ours.
  await writeFile(join(directory, STAMP), '{}');
  for (const name of there) if (name !== STAMP) await rm(join(directory, name), { recursive: true, force: true });
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

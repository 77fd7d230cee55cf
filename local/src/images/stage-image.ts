import type { ImageAsset } from '../provision';
import type { ImageStaging } from './image';

/**
 * Reads an image's Dockerfile and copies what it copies, without a container engine.
 *
 * @param intoDirectory - a directory that exists and is empty; becomes the image's root
 */
export async function stageImage(_asset: ImageAsset, _intoDirectory: string): Promise<ImageStaging> {
  throw new Error('being written');
}

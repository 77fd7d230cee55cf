import type { StagedImage } from '../../images';

/**
 * Maps a text that begins with a path which the image's Dockerfile copied to where that lies on this machine:
 * `/app/main.js` to `<root>/app/main.js`. Other texts stay as they are.
 */
export function mapPath(text: string, image: Pick<StagedImage, 'root' | 'copied'>): string {
  const copied = image.copied.find((path) => text === path || text.startsWith(path.endsWith('/') ? path : `${path}/`));
  return copied === undefined ? text : `${image.root}${text}`;
}

/** A `PATH`-like list, each entry mapped. */
const mapList = (text: string, image: StagedImage): string =>
  text
    .split(':')
    .map((entry) => mapPath(entry, image))
    .join(':');

/** What to execute: as Docker has it, a command takes the place of CMD, and ENTRYPOINT stays before it. */
export function argumentsOf(command: readonly string[], image: StagedImage | undefined): readonly string[] {
  if (image === undefined) return command;
  const tail = command.length > 0 ? command : image.cmd;
  return [...image.entrypoint, ...tail].map((argument) => mapPath(argument, image));
}

export const imageEnvironment = (image: StagedImage | undefined): Readonly<Record<string, string>> =>
  image === undefined
    ? {}
    : Object.fromEntries(Object.entries(image.env).map(([name, value]) => [name, mapList(value, image)]));

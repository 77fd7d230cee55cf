import { posix } from 'node:path';
import { globOf } from './glob';

/** Tells which files of a build context Docker would not see. */
export interface Dockerignore {
  /** @param path - relative to the context, with slashes */
  ignores(path: string): boolean;
  /** Whether a file below an ignored directory may still be seen, so that the directory must be looked into. */
  readonly hasExceptions: boolean;
}

/**
 * Reads a `.dockerignore`: one pattern a line, from the root of the context; a pattern that matches a directory matches
 * all below it; the last line that matches decides; `!` makes an exception.
 * Source: Docker documentation, "Build context: .dockerignore files".
 */
export function readDockerignore(text: string): Dockerignore {
  const rules = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const exception = line.startsWith('!');
      const pattern = posix.normalize(exception ? line.slice(1).trim() : line).replace(/^\/+|\/+$/g, '');
      return { exception, pattern, matches: globOf(pattern) };
    })
    .filter(({ pattern }) => pattern !== '' && pattern !== '.');
  return {
    hasExceptions: rules.some(({ exception }) => exception),
    ignores(path) {
      const ways = selfAndParents(path);
      const last = rules.findLast(({ matches }) => ways.some((way) => matches(way)));
      return last !== undefined && !last.exception;
    },
  };
}

/** `a/b/c` gives `a`, `a/b` and `a/b/c`. */
function selfAndParents(path: string): readonly string[] {
  const segments = path.split('/');
  return segments.map((_, index) => segments.slice(0, index + 1).join('/'));
}

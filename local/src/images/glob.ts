import picomatch from 'picomatch';

/**
 * A pattern of a Dockerfile or `.dockerignore`: `*`, `?`, `[a-z]`, a backslash, and `**` over directories. Files with a
 * leading dot are files like others, and braces and brackets of shells mean nothing.
 * Source: Go's `filepath.Match`, which Docker's documentation refers to.
 */
export function globOf(pattern: string): (path: string) => boolean {
  const matches = picomatch(pattern, {
    dot: true,
    nobrace: true,
    noextglob: true,
    nonegate: true,
    strictSlashes: true,
  });
  // Not the matcher itself: as a callback of `filter` it would take the index for one of its options.
  return (path) => matches(path);
}

export const isGlob = (path: string): boolean => /[*?[\\]/.test(path);

/** Limits of Systems Manager parameters. Source: its API reference. */
export const PARAMETER_LIMITS = {
  /** Parameters of one answer of GetParametersByPath, and names of GetParameters. */
  page: 10,
  nameCharacters: 2048,
  /** Levels of a name, as three in /a/b/c. */
  levels: 15,
  /** Bytes of a value, by tier. */
  valueBytes: { Standard: 4096, Advanced: 8192 },
} as const;

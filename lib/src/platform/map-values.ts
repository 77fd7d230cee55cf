/** Values of an object by a function, keys and their types kept. */
export function mapValues<Key extends string, From, To>(
  from: { readonly [K in Key]: From },
  map: (value: From, key: Key) => To,
): { readonly [K in Key]: To } {
  const entries = Object.entries(from) as [Key, From][];
  return Object.fromEntries(entries.map(([key, value]) => [key, map(value, key)])) as { readonly [K in Key]: To };
}

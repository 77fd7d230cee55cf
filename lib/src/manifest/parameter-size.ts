/** What a value of the deployment (an ARN, a region, a generated name) may have at most, in bytes. */
const DEPLOYED_BYTES = 190;

/**
 * Bytes that a parameter's value may have when it is deployed: its text, and an estimate for each part that only the
 * deployment knows.
 *
 * @param resolved - the value as CloudFormation will see it: text, a `Fn::Join` of texts, or another function
 */
export function parameterBytes(resolved: unknown): number {
  if (typeof resolved === 'string') return Buffer.byteLength(resolved);
  if (typeof resolved !== 'object' || resolved === null) return DEPLOYED_BYTES;
  const [separator, parts] = (resolved as { 'Fn::Join'?: readonly [string, readonly unknown[]] })['Fn::Join'] ?? [];
  if (separator === undefined || !Array.isArray(parts)) return DEPLOYED_BYTES;
  return (
    parts.reduce((sum: number, part) => sum + parameterBytes(part), 0) +
    Buffer.byteLength(separator) * Math.max(0, parts.length - 1)
  );
}

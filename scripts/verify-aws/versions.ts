import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

/** What a report must name to be read later. */
export function versions(): Readonly<Record<string, string>> {
  const of = (directory: string): string => {
    const text = readFileSync(join(ROOT, directory, 'package.json'), 'utf8');
    return String((JSON.parse(text) as { readonly version?: unknown }).version);
  };
  return {
    Batchwright: of('lib'),
    'aws-cdk-lib': of('node_modules/aws-cdk-lib'),
    'aws-cdk': of('node_modules/aws-cdk'),
    '@aws-sdk/client-batch': of('node_modules/@aws-sdk/client-batch'),
    Node: process.versions.node,
  };
}

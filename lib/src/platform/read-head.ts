import { readFileSync } from 'node:fs';
import {
  ContractError,
  headParameter,
  type Manifest,
  type ManifestHead,
  parseManifestHead,
} from '@batchwright/model/contract';
import { Stack, Token } from 'aws-cdk-lib';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { awaitLookUp, PlatformError, refuse } from '../checks';

/** Reads a committed manifest. @param given - a path from the working directory, or the manifest itself */
export function givenHead(platform: Construct, given: string | Manifest): ManifestHead {
  if (typeof given !== 'string') return parse(platform, JSON.stringify(given), 'manifest');
  let text: string;
  try {
    text = readFileSync(given, 'utf8');
  } catch (cause) {
    throw new PlatformError(
      'INVALID_MANIFEST',
      platform.node.path,
      `manifest is the file ${JSON.stringify(given)}, which cannot be read (${(cause as Error).message}); write it by: ` +
        `npx batchwright manifest --platform <name> > ${given}`,
      { cause },
    );
  }
  return parse(platform, text, given);
}

/**
 * The head as the CDK found it when it first looked; `undefined` until it has. The CDK's command line synthesizes again
 * once it has looked up what was missing.
 */
export function lookedUpHead(platform: Construct, path: string): ManifestHead | undefined {
  const { account, region } = Stack.of(platform);
  if (Token.isUnresolved(account) || Token.isUnresolved(region)) {
    refuse(platform, {
      code: 'UNKNOWN_ENVIRONMENT',
      message:
        `the manifest at ${path} cannot be looked up, because the stack does not say for which account and region it is; ` +
        "set env on the stack, or give manifest: 'photos.manifest.json', a file that npx batchwright manifest writes",
    });
  }
  const text = StringParameter.valueFromLookup(platform, headParameter(path));
  if (text.startsWith('{')) return parse(platform, text, `parameter ${headParameter(path)}`);
  // Before the look-up, the CDK gives a text that says so.
  awaitLookUp(platform);
  return undefined;
}

function parse(platform: Construct, text: string, where: string): ManifestHead {
  try {
    return parseManifestHead(text, where);
  } catch (cause) {
    if (!ContractError.isContractError(cause)) throw cause;
    throw new PlatformError('INVALID_MANIFEST', platform.node.path, cause.message, { cause });
  }
}

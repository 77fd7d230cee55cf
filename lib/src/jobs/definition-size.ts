import { LIMITS } from '@batchwright/model/service';
import { Stack } from 'aws-cdk-lib';
import type * as batch from 'aws-cdk-lib/aws-batch';
import type { Construct } from 'constructs';
import { advise, findingId } from '../checks';

/** What a value of the deployment (an ARN, a name, the address of an image) has at most, in bytes. */
const DEPLOYED_BYTES = 200;

/** Bytes of a job definition as JSON: what is sure by its text, and what it may be with the deployment's values. */
export interface DefinitionBytes {
  readonly atLeast: number;
  readonly atMost: number;
}

/** @param resolved - the definition as CloudFormation will see it */
export function definitionBytes(resolved: unknown): DefinitionBytes {
  if (resolved === undefined) return { atLeast: 0, atMost: 0 };
  if (typeof resolved !== 'object' || resolved === null) return exactly(Buffer.byteLength(JSON.stringify(resolved)));
  if (Array.isArray(resolved)) return sum(resolved.map(definitionBytes), resolved.length);
  const entries = Object.entries(resolved).filter(([, value]) => value !== undefined);
  const [name, value] = entries[0] ?? [];
  if (name === 'Fn::Join' && Array.isArray(value)) return sum((value[1] as unknown[]).map(definitionBytes), 0);
  if (name === 'Ref' || name?.startsWith('Fn::')) return { atLeast: 0, atMost: DEPLOYED_BYTES };
  // Quotes, a colon and a comma for each; all names are plain ASCII.
  return sum(
    entries.map(([, part]) => definitionBytes(part)),
    entries.reduce((bytes, [key]) => bytes + key.length + 4, 0),
  );
}

const exactly = (bytes: number): DefinitionBytes => ({ atLeast: bytes, atMost: bytes });

const sum = (parts: readonly DefinitionBytes[], more: number): DefinitionBytes => ({
  atLeast: parts.reduce((bytes, { atLeast }) => bytes + atLeast, more),
  atMost: parts.reduce((bytes, { atMost }) => bytes + atMost, more),
});

/**
 * Refuses a definition at synthesis that the service would refuse for its size, and warns of one that may turn out so. By
 * then all of it is there, whatever was added to it late.
 */
export function checkDefinitionSize(at: Construct, definition: batch.CfnJobDefinition): void {
  at.node.addValidation({
    validate: () => {
      const { atLeast, atMost } = definitionBytes(
        Stack.of(at).resolve([
          definition.containerProperties,
          definition.ecsProperties,
          definition.eksProperties,
          definition.nodeProperties,
          definition.parameters,
          definition.retryStrategy,
        ]),
      );
      const most = LIMITS.definitionBytes;
      const advice = 'pass long commands and environments as an object of S3 or in the image';
      if (atLeast > most) {
        return [
          `the job definition has at least ${atLeast} bytes; expected at most ${most}: ${advice} ` +
            `[${findingId('DEFINITION_TOO_LARGE')}]`,
        ];
      }
      if (atMost > most) {
        advise(
          at,
          'DEFINITION_MAY_BE_TOO_LARGE',
          `the job definition may have ${atMost} bytes when it is deployed; expected at most ${most}: ${advice}`,
        );
      }
      return [];
    },
  });
}

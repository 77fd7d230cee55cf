import type { TemplateProblem } from '@batchwright/model/template';
import type { ProvisionPlan } from './plan';

export interface ProvisionOptions {
  /** Directories of synthesized cloud assemblies (`cdk.out`), or of Stages in one. */
  readonly directories: readonly string[];
  /**
   * Region of the local service; stacks that name none take it.
   * @default - the region of the first stack that names one, else `us-east-1`
   */
  readonly region?: string | undefined;
  /**
   * Account of the local service, 12 digits; stacks that name none take it.
   * @default - the account of the first stack that names one, else `000000000000`
   */
  readonly account?: string | undefined;
  /** Reads a text file. @default - UTF-8 from disk */
  readonly read?: ((path: string) => string) | undefined;
}

/** Everything that is wrong with the assemblies, at once. Never retryable. */
export class ProvisionError extends Error {
  readonly code = 'INVALID_ASSEMBLY' as const;
  readonly retryable = false as const;

  constructor(
    message: string,
    readonly problems: readonly TemplateProblem[],
  ) {
    super(message);
  }
}

/**
 * @throws {@link ProvisionError} with every problem that was found
 */
export function planProvision(_options: ProvisionOptions): ProvisionPlan {
  throw new Error('being written');
}

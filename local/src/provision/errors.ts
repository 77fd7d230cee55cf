import type { TemplateProblem } from '@batchwright/model/template';

const BRAND = Symbol.for('batchwright.ProvisionError');

/**
 * Assemblies that cannot be provisioned, with everything that is wrong with them. Never retryable: the same assemblies
 * fail again.
 */
export class ProvisionError extends Error {
  readonly code = 'INVALID_ASSEMBLY' as const;
  readonly retryable = false as const;
  readonly problems: readonly TemplateProblem[];
  readonly [BRAND] = true;

  constructor(problems: readonly TemplateProblem[]) {
    const lines = problems.map(({ message }) => `  ${message}`);
    super(`the assembly cannot be provisioned:\n${lines.join('\n')}`);
    this.problems = problems;
  }

  static isProvisionError(error: unknown): error is ProvisionError {
    return typeof error === 'object' && error !== null && BRAND in error;
  }
}
Object.defineProperty(ProvisionError.prototype, 'name', { value: 'ProvisionError' });

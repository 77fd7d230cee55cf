import { START_FAILURES } from '@batchwright/model/service';
import type { NameValue, Secret } from '../container';

export type ResolvedSecrets =
  | { readonly ok: true; readonly values: readonly NameValue[] }
  | { readonly ok: false; readonly reason: string };

/**
 * Values of a definition's `secrets`. Each names an SSM parameter, bare or as an ARN; Secrets Manager is not served, so
 * that one of its ARNs stands for the parameter of that name, with or without the six characters behind it.
 *
 * @param parameter - value of an SSM parameter, by name
 */
export function resolveSecrets(
  secrets: readonly Secret[],
  parameter: (name: string) => string | undefined,
): ResolvedSecrets {
  const values: NameValue[] = [];
  for (const { name, valueFrom } of secrets) {
    const value = candidates(valueFrom)
      .map(parameter)
      .find((found) => found !== undefined);
    if (value === undefined) {
      return {
        ok: false,
        reason: START_FAILURES.resourceInitialization(
          `unable to retrieve secret ${name} from ${valueFrom}: put an SSM parameter of that name into the local service`,
        ),
      };
    }
    values.push({ name, value });
  }
  return { ok: true, values };
}

function candidates(valueFrom: string): readonly string[] {
  const parameter = /^arn:[^:]+:ssm:[^:]*:[^:]*:parameter\/(.+)$/.exec(valueFrom)?.[1];
  if (parameter !== undefined) return [parameter, `/${parameter}`];
  const secret = /^arn:[^:]+:secretsmanager:[^:]*:[^:]*:secret:([^:]+)/.exec(valueFrom)?.[1];
  if (secret !== undefined) return [secret, secret.replace(/-[A-Za-z0-9]{6}$/, '')];
  return [valueFrom];
}

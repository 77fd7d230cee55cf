import * as cdk from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Statement } from './statement';

/** What of `Validations` is used. A CDK before 2.257 has none, and no rule packs that would read what it records. */
interface Acknowledging {
  of(scope: IConstruct): { acknowledge(rule: { readonly id: string; readonly reason: string }): void };
}

/**
 * Records at a construct that a finding of a rule pack is known there, and why that is right: `AwsSolutions-SQS3`. It
 * stands in the validation report with this reason, and says nothing about other findings of the same rule elsewhere.
 */
export function acknowledge(at: IConstruct, id: string, reason: string): void {
  const validations = (cdk as { readonly Validations?: Acknowledging }).Validations;
  validations?.of(at).acknowledge({ id, reason });
}

/**
 * Acknowledges the wildcards of statements which say why they have them, each by itself: a wildcard that somebody adds to
 * the same role is still found.
 */
export function acknowledgeWildcards(at: IConstruct, statements: readonly Statement[]): void {
  const explained = statements.filter(({ wildcard }) => wildcard !== undefined);
  if (explained.length === 0) return;
  // Not before synthesis validates: by then references to other stacks read as they will in the template.
  at.node.addValidation({
    validate: () => {
      recordWildcards(at, explained);
      return [];
    },
  });
}

/** As {@link acknowledgeWildcards}, for whoever is called when synthesis validates. */
export function recordWildcards(at: IConstruct, statements: readonly Statement[]): void {
  const known = new Set<string>();
  for (const { resources, wildcard } of statements) {
    if (wildcard === undefined) continue;
    for (const resource of resources) {
      const text = flat(cdk.Stack.of(at).resolve(resource));
      if (!text.includes('*') || known.has(text)) continue;
      known.add(text);
      acknowledge(at, `AwsSolutions-IAM5[Resource::${text}]`, wildcard);
    }
  }
}

/** A reference as the ids of findings spell it: `<Bucket.Arn>/in/*`. */
function flat(value: unknown): string {
  if (typeof value === 'string') return value.replaceAll('${', '<').replaceAll('}', '>');
  if (typeof value !== 'object' || value === null) return '';
  const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::Join': join, 'Fn::Sub': sub } = value as Record<string, unknown>;
  if (Array.isArray(join)) return (join[1] as unknown[]).map(flat).join(String(join[0]));
  if (sub !== undefined) return flat(sub);
  if (Array.isArray(attribute)) return `<${attribute.map(flat).join('.')}>`;
  if ('Fn::ImportValue' in value) return flat(value['Fn::ImportValue']);
  if (ref !== undefined) return `<${flat(ref)}>`;
  return JSON.stringify(value);
}

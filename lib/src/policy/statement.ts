import * as iam from 'aws-cdk-lib/aws-iam';

/** One statement of a policy, without CDK: the functions that decide what is allowed return these. */
export interface Statement {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** As in a policy document: operator, key, value. */
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** The statements as one policy document. */
export const policyDocument = (statements: readonly Statement[]): iam.PolicyDocument =>
  new iam.PolicyDocument({ statements: statements.map(policyStatement), minimize: true });

/** Adds the statements to whatever a grantee's policy is. */
export function addStatements(grantee: iam.IGrantable, statements: readonly Statement[]): void {
  for (const statement of statements) grantee.grantPrincipal.addToPrincipalPolicy(policyStatement(statement));
}

const policyStatement = ({ actions, resources, conditions }: Statement): iam.PolicyStatement =>
  new iam.PolicyStatement({
    actions: [...actions],
    resources: [...resources],
    ...(conditions === undefined ? {} : { conditions }),
  });

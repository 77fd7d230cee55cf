import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledgeWildcards } from './acknowledge';

/** One statement of a policy, without CDK: the functions that decide what is allowed return these. */
export interface Statement {
  /** Of one service each, as in `s3:GetObject`. */
  readonly actions: readonly string[];
  /** ARNs, or patterns of them. */
  readonly resources: readonly string[];
  /**
   * As in a policy document: operator, key, value.
   *
   * @default - none
   */
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /**
   * Why a resource of it has a wildcard: recorded where the statement is added, for those who review policies.
   *
   * @default - none has one
   */
  readonly wildcard?: string;
}

/** The statements as one policy document. */
export const policyDocument = (statements: readonly Statement[]): iam.PolicyDocument =>
  new iam.PolicyDocument({ statements: statements.map(policyStatement), minimize: true });

/**
 * Adds the statements to whatever a grantee's policy is.
 *
 * @returns whether there is one: an imported role may be one that the app leaves alone
 */
export function addStatements(grantee: iam.IGrantable, statements: readonly Statement[]): boolean {
  const added = statements.map((one) => grantee.grantPrincipal.addToPrincipalPolicy(policyStatement(one)));
  if (Construct.isConstruct(grantee.grantPrincipal)) acknowledgeWildcards(grantee.grantPrincipal, statements);
  // A role that is left alone says that it took a statement, and has no policy to depend on.
  const own = iam.Role.isRole(grantee.grantPrincipal);
  return added.every(
    ({ statementAdded, policyDependable }) => statementAdded && (own || Construct.isConstruct(policyDependable)),
  );
}

const policyStatement = ({ actions, resources, conditions }: Statement): iam.PolicyStatement =>
  new iam.PolicyStatement({
    actions: [...actions],
    resources: [...resources],
    ...(conditions === undefined ? {} : { conditions }),
  });

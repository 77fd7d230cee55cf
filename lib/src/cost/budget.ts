import { BUDGET_LIMITS, partitionOf } from '@batchwright/model/service';
import { Stack, Token } from 'aws-cdk-lib';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { type Problem, refuse } from '../checks';
import type { CostTags } from './cost-tags';

export interface BudgetProps {
  /** What a month may cost, in {@link currency}. */
  readonly monthly: number;
  /** Key of the platform's `costTags` by whose value costs are found. */
  readonly tag: string;
  /**
   * Addresses that are told: at most ten. At least one of these and {@link notify} is needed.
   *
   * @default - none
   */
  readonly emails?: readonly string[] | undefined;
  /**
   * A topic that is told. AWS Budgets may publish to it afterwards; an imported topic's policy is its owner's.
   *
   * @default - none
   */
  readonly notify?: sns.ITopic | undefined;
  /**
   * Percentages of the month's amount at which actual costs are told.
   *
   * @default [50, 80, 100]
   */
  readonly actual?: readonly number[] | undefined;
  /**
   * Percentages of the month's amount at which costs are told that AWS forecasts for the whole month. It takes some weeks
   * of costs to forecast from.
   *
   * @default [100]
   */
  readonly forecast?: readonly number[] | undefined;
  /**
   * Currency that the account is billed in.
   *
   * @default 'USD'
   */
  readonly currency?: string | undefined;
}

const ACTUAL = [50, 80, 100];
const FORECAST = [100];

/**
 * Tells when a platform's costs of a month, found by a tag, reach parts of an amount. It tells, and stops nothing. Made by
 * `platform.budget`.
 *
 * A tag counts in billing only once it is activated there as a cost-allocation tag, by hand and once for an account
 * (Billing console, or `ce:UpdateCostAllocationTagsStatus`), and only for costs from then on.
 */
export class Budget extends Construct {
  /** The budget: an L1, because the CDK has no more. */
  readonly budget: CfnBudget;

  /** @internal */
  constructor(scope: Construct, id: string, props: BudgetProps, tags: CostTags) {
    super(scope, id);
    refuse(this, budgetProblem(props, tags) ?? regionProblem(Stack.of(this).region));
    props.notify?.grantPublish(
      new iam.ServicePrincipal('budgets.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    const subscribers = [
      ...(props.notify === undefined ? [] : [{ subscriptionType: 'SNS', address: props.notify.topicArn }]),
      ...(props.emails ?? []).map((address) => ({ subscriptionType: 'EMAIL', address })),
    ];
    const notice = (notificationType: 'ACTUAL' | 'FORECASTED') => (threshold: number) => ({
      notification: { notificationType, comparisonOperator: 'GREATER_THAN', threshold, thresholdType: 'PERCENTAGE' },
      subscribers,
    });
    this.budget = new CfnBudget(this, 'Budget', {
      budget: {
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: props.monthly, unit: props.currency ?? 'USD' },
        costFilters: { TagKeyValue: [`user:${props.tag}$${tags[props.tag]}`] },
      },
      notificationsWithSubscribers: [
        ...(props.actual ?? ACTUAL).map(notice('ACTUAL')),
        ...(props.forecast ?? FORECAST).map(notice('FORECASTED')),
      ],
    });
    // A notice that cannot be delivered is refused when the budget is made.
    const allows = props.notify?.node.tryFindChild('Policy');
    if (allows !== undefined) this.budget.node.addDependency(allows);
  }
}

/** CloudFormation has no budgets in GovCloud. Source: its resource specification for us-gov-west-1. */
function regionProblem(region: string): Problem | undefined {
  if (Token.isUnresolved(region) || partitionOf(region) !== 'aws-us-gov') return undefined;
  return invalid(
    `there are no budgets in ${region}: costs of GovCloud are billed to its account in the partition aws; make the budget there`,
  );
}

/** What is wrong with a budget; `undefined` when nothing is. */
export function budgetProblem(props: BudgetProps, tags: CostTags): Problem | undefined {
  const { monthly, tag, emails = [], notify, actual = ACTUAL, forecast = FORECAST } = props;
  if (!Token.isUnresolved(monthly) && !(Number.isFinite(monthly) && monthly > 0)) {
    return { code: 'OUT_OF_RANGE', message: `monthly is ${monthly}; expected an amount above 0` };
  }
  if (!Object.hasOwn(tags, tag)) {
    const known = Object.keys(tags).join(', ') || 'none';
    return invalid(`tag is ${JSON.stringify(tag)}; expected a key of the platform's costTags, which has ${known}`);
  }
  if (notify === undefined && emails.length === 0) return invalid('nobody is told; expected notify, or emails');
  if (emails.length > BUDGET_LIMITS.emails) {
    return invalid(`emails has ${emails.length}; expected at most ${BUDGET_LIMITS.emails}: give a topic as notify`);
  }
  const notices = actual.length + forecast.length;
  if (notices === 0 || notices > BUDGET_LIMITS.notifications) {
    return invalid(
      `has ${notices} percentages; expected 1 to ${BUDGET_LIMITS.notifications}, actual and forecast together`,
    );
  }
  for (const [name, percentages] of Object.entries({ actual, forecast })) {
    const wrong = percentages.find((one) => !Token.isUnresolved(one) && !(Number.isFinite(one) && one > 0));
    if (wrong !== undefined) return invalid(`${name} has ${wrong}; expected percentages above 0`);
    const twice = percentages.find((one, at) => percentages.indexOf(one) !== at);
    if (twice !== undefined) return invalid(`${name} has ${twice} twice; expected it once`);
  }
  return undefined;
}

const invalid = (message: string): Problem => ({ code: 'INVALID_BUDGET', message });

import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acknowledge, acknowledgeWildcards, policyDocument, type Statement } from '../policy';
import type { Workflow } from './workflow';

export interface TriggerMachineProps {
  readonly type: 'EXPRESS' | 'STANDARD';
  readonly description: string;
  readonly workflow: Workflow;
  readonly statements: readonly Statement[];
  readonly logGroup: ILogGroup;
}

/** A state machine and its role, which has its policy inside: the machine cannot start before it is allowed to. */
export class TriggerMachine extends Construct {
  readonly arn: string;
  readonly machine: CfnStateMachine;

  constructor(
    scope: Construct,
    id: string,
    { type, description, workflow, statements, logGroup }: TriggerMachineProps,
  ) {
    super(scope, id);
    const stack = Stack.of(this);
    const all = [...statements, LOG_DELIVERY];
    const role = new iam.Role(this, 'Role', {
      description,
      inlinePolicies: { Run: policyDocument(all) },
      assumedBy: new iam.ServicePrincipal('states.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
      }),
    });
    acknowledgeWildcards(role, all);
    this.machine = new CfnStateMachine(this, 'Machine', {
      stateMachineType: type,
      roleArn: role.roleArn,
      definitionString: stack.toJsonString(workflow),
      loggingConfiguration: {
        level: 'ALL',
        // Inputs may be nobody's business.
        includeExecutionData: false,
        destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: logGroup.logGroupArn } }],
      },
    });
    acknowledge(
      this.machine,
      'AwsSolutions-SF2',
      'two or three calls in a row, each logged; there is nothing to trace',
    );
    this.arn = this.machine.attrArn;
  }
}

/** What a state machine that writes logs must be allowed. Source: Step Functions Developer Guide, "Logging", IAM. */
const LOG_DELIVERY: Statement = {
  actions: [
    'logs:CreateLogDelivery',
    'logs:DeleteLogDelivery',
    'logs:DescribeLogGroups',
    'logs:DescribeResourcePolicies',
    'logs:GetLogDelivery',
    'logs:ListLogDeliveries',
    'logs:PutResourcePolicy',
    'logs:UpdateLogDelivery',
  ],
  resources: ['*'],
  wildcard: 'the delivery of logs knows no resource',
};

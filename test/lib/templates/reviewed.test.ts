import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { everything } from '../everything';
import { everythingGiven } from '../everything-given';

/** Names that are known elsewhere, or that the type cannot be without; all else can be replaced under a new name. */
const NAMED: Readonly<Record<string, string>> = {
  // What submissions and clients look up.
  'AWS::Batch::JobDefinition': 'JobDefinitionName',
  'AWS::Batch::QuotaShare': 'QuotaShareName',
  'AWS::SSM::Parameter': 'Name',
  // Under a prefix for which the account's policy of log groups has room.
  'AWS::Logs::LogGroup': 'LogGroupName',
  // Needed by the type.
  'AWS::IAM::Policy': 'PolicyName',
  'AWS::Logs::ResourcePolicy': 'PolicyName',
};

/** Properties that name a resource, of the types that a platform makes. */
const NAMES =
  /^((ComputeEnvironment|JobDefinition|JobQueue|QuotaShare|Role|Function|Dashboard|Alarm|Bucket|Queue|Topic|LogGroup|StateMachine|LaunchTemplate|InstanceProfile|Policy|ConsumableResource|ServiceEnvironment|Repository|Budget|Rule|Schedule)Name|Name|GroupName)$/;

/** Another resource's name is no name of its own. */
const isReference = (value: unknown): boolean => /^\{"(Ref|Fn::GetAtt)"/.test(JSON.stringify(value));

describe.each<[string, () => Stack]>([
  ['everything', everything],
  ['what is given and tuned', everythingGiven],
])('a platform with %s', (_what, make) => {
  test('names nothing but what is referred to by its name', () => {
    const stack = make();
    const { Resources } = Template.fromStack(stack).toJSON() as {
      Resources: Record<string, { Type: string; Properties?: Record<string, unknown> }>;
    };
    const named = Object.entries(Resources).flatMap(([id, { Type, Properties = {} }]) =>
      /^(Platform|Training|Models|Gpus|Nat|Network)/.test(id)
        ? Object.entries(Properties)
            .filter(([key, value]) => NAMES.test(key) && NAMED[Type] !== key && !isReference(value))
            .map(([key]) => `${Type} ${key}`)
        : [],
    );
    expect([...new Set(named)]).toEqual([]);
  });

  test('leaves cdk-nag nothing to find', () => {
    const stack = make();
    stack.node.findAll().flatMap((one: IConstruct) => one.node.validate());
    const checks = new AwsSolutionsChecks(stack.node.root as never);
    const { violations } = checks.validateScope(stack.node.findChild('Platform'));
    expect(violations.map(({ ruleName }) => ruleName)).toEqual([]);
  });
});

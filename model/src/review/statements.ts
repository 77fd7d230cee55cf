import { isList, isObject, type Json, type JsonObject } from '../template';
import { canonical } from './difference';
import { addressOf, type Reviewed } from './stacks';
import { eachOf, referencesOf, valueText } from './value-text';

/** A statement of a policy, and whom or what it is about. */
export interface HeldStatement {
  /** Address of the role, user or group, or of the resource whose policy it is. */
  readonly holder: string;
  readonly kind: 'identity' | 'trust' | 'resource';
  readonly effect: 'Allow' | 'Deny';
  /** `NotAction` and its like are texts that begin with `not `. */
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly principals: readonly string[];
  /** The conditions as JSON with sorted keys; empty where there are none. */
  readonly condition: string;
}

/** Every statement of every policy in some resources. */
export const statementsOf = (resources: Iterable<Reviewed>): readonly HeldStatement[] => [
  ...[...resources].flatMap((resource) => [...statementsIn(resource)]),
];

function* statementsIn(resource: Reviewed): Generator<HeldStatement> {
  const { type, properties } = resource;
  const own = addressOf(resource);
  switch (type) {
    case 'AWS::IAM::Role':
    case 'AWS::IAM::User':
    case 'AWS::IAM::Group':
      yield* documentOf(own, 'trust', properties.AssumeRolePolicyDocument);
      for (const policy of eachOf(properties.Policies)) {
        if (isObject(policy)) yield* documentOf(own, 'identity', policy.PolicyDocument);
      }
      for (const arn of eachOf(properties.ManagedPolicyArns)) {
        yield attached(own, `the managed policy ${valueText(arn)}`);
      }
      for (const group of eachOf(properties.Groups)) yield attached(own, `what the group ${valueText(group)} may`);
      if (properties.PermissionsBoundary !== undefined) {
        const boundary = valueText(properties.PermissionsBoundary);
        yield { ...attached(own, `what the permissions boundary ${boundary} leaves out`), effect: 'Deny' };
      }
      return;
    case 'AWS::IAM::UserToGroupAddition':
      for (const user of eachOf(properties.Users)) {
        yield attached(holderOf(resource, user), `what the group ${valueText(properties.GroupName)} may`);
      }
      return;
    case 'AWS::IAM::Policy':
    case 'AWS::IAM::ManagedPolicy':
    case 'AWS::IAM::RolePolicy':
    case 'AWS::IAM::UserPolicy':
    case 'AWS::IAM::GroupPolicy': {
      const holders = [properties.Roles, properties.Users, properties.Groups].flatMap(eachOf);
      const single = [properties.RoleName, properties.UserName, properties.GroupName].filter(
        (one) => one !== undefined,
      );
      const names = [...holders, ...single].map((one) => holderOf(resource, one));
      // Nobody yet: a managed policy that others may attach.
      for (const holder of names.length > 0 ? names : [own]) {
        yield* documentOf(holder, 'identity', properties.PolicyDocument);
      }
      return;
    }
    case 'AWS::Lambda::Permission':
      yield {
        holder: `${resource.stack}/${valueText(properties.FunctionName)}`,
        kind: 'resource',
        effect: 'Allow',
        actions: [valueText(properties.Action)],
        resources: ['the function'],
        principals: [valueText(properties.Principal)],
        condition: canonical(
          Object.fromEntries(
            ['SourceArn', 'SourceAccount', 'PrincipalOrgID'].flatMap((key) => {
              const value = properties[key];
              return value === undefined ? [] : [[key, value]];
            }),
          ),
        ).replace(/^\{\}$/, ''),
      };
      return;
    default:
      for (const document of RESOURCE_POLICIES[type]?.map((key) => properties[key]) ?? documentsWithin(properties)) {
        for (const holder of guarded(resource)) yield* documentOf(holder, 'resource', document);
      }
  }
}

/** Everything in a value that looks like a policy: types without a name here have them under many names. */
function* documentsWithin(value: Json): Generator<JsonObject> {
  if (isList(value)) for (const item of value) yield* documentsWithin(item);
  if (!isObject(value)) return;
  const isPolicy = eachOf(value.Statement).some((one) => isObject(one) && typeof one.Effect === 'string');
  if (isPolicy) yield value;
  else for (const item of Object.values(value)) yield* documentsWithin(item);
}

/** Properties that hold the policy of a resource, where it may be a text or stands by itself for another resource. */
const RESOURCE_POLICIES: Readonly<Record<string, readonly string[]>> = {
  'AWS::ECR::Repository': ['RepositoryPolicyText'],
  'AWS::EFS::FileSystem': ['FileSystemPolicy'],
  'AWS::Events::EventBusPolicy': ['Statement'],
  'AWS::KMS::Key': ['KeyPolicy'],
  'AWS::Logs::ResourcePolicy': ['PolicyDocument'],
  'AWS::S3::BucketPolicy': ['PolicyDocument'],
  'AWS::SNS::TopicPolicy': ['PolicyDocument'],
  'AWS::SQS::QueuePolicy': ['PolicyDocument'],
  'AWS::SecretsManager::ResourcePolicy': ['ResourcePolicy'],
  'AWS::EC2::VPCEndpoint': ['PolicyDocument'],
};

/** What a policy is about that is a resource of its own; the resource itself otherwise. */
function guarded(resource: Reviewed): readonly string[] {
  const { Bucket, Queues, Topics } = resource.properties;
  const about = [Bucket, Queues, Topics].flatMap(eachOf);
  return about.length === 0 ? [addressOf(resource)] : about.map((one) => holderOf(resource, one));
}

const attached = (holder: string, what: string): HeldStatement => ({
  holder,
  kind: 'identity',
  effect: 'Allow',
  actions: [what],
  resources: ['as the policy says'],
  principals: [],
  condition: '',
});

function holderOf(resource: Reviewed, name: Json): string {
  const [reference] = [...referencesOf(name)];
  return `${resource.stack}/${reference?.[0] ?? valueText(name)}`;
}

function* documentOf(holder: string, kind: HeldStatement['kind'], given: Json | undefined): Generator<HeldStatement> {
  for (const one of eachOf(given)) yield* statementsOfDocument(holder, kind, one);
}

function* statementsOfDocument(holder: string, kind: HeldStatement['kind'], given: Json): Generator<HeldStatement> {
  const document = parsed(given);
  if (!isObject(document)) {
    // A text that only CloudFormation can put together: compared as a whole.
    if (document !== undefined) yield { ...attached(holder, valueText(document)), kind };
    return;
  }
  const statements = document.Statement === undefined ? [document] : eachOf(document.Statement);
  for (const statement of statements) if (isObject(statement)) yield statementOf(holder, kind, statement);
}

/** Log groups take their policy as a text. */
function parsed(given: Json | undefined): Json | undefined {
  const written = isObject(given) && (given['Fn::Join'] !== undefined || given['Fn::Sub'] !== undefined);
  const text = typeof given === 'string' ? given : written ? valueText(given) : undefined;
  if (text === undefined) return given;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

const statementOf = (holder: string, kind: HeldStatement['kind'], statement: JsonObject): HeldStatement => ({
  holder,
  kind,
  effect: statement.Effect === 'Deny' ? 'Deny' : 'Allow',
  actions: either(statement, 'Action'),
  resources: kind === 'trust' ? [] : either(statement, 'Resource'),
  principals: principalsOf(statement),
  condition: conditionOf(statement.Condition),
});

/** Where a condition may be left out, there is none. */
function conditionOf(given: Json | undefined): string {
  const branches = isObject(given) && isList(given['Fn::If']) ? given['Fn::If'].slice(1) : [given];
  return branches.some((branch) => eachOf(branch).length === 0) ? '' : canonical(given);
}

const either = (statement: JsonObject, key: string): readonly string[] => [
  ...eachOf(statement[key]).map(valueText),
  ...(statement[`Not${key}`] === undefined
    ? []
    : [`not ${eachOf(statement[`Not${key}`]).map(valueText).sort().join(', ')}`]),
];

function principalsOf(statement: JsonObject): readonly string[] {
  const { Principal, NotPrincipal } = statement;
  if (NotPrincipal !== undefined) return [`not ${canonical(NotPrincipal)}`];
  // A principal that is a reference as a whole does not exist: `AWS`, `Service`, ... stand in between.
  return eachOf(Principal).flatMap((one) =>
    isObject(one)
      ? Object.entries(one).flatMap(([kind, who]) => eachOf(who).map((name) => `${kind}: ${valueText(name)}`))
      : [valueText(one)],
  );
}

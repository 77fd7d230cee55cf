// Writes model/src/review/replacement-table.ts out of the resource specification that AWS publishes for the CDK:
//   npm install && node scripts/replacement-table.mjs
// A test compares the two, so that the table is written again when the specification of one of these types changes.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';

/** What platforms of ours are made of, and what stands beside them in most stacks. */
const SERVICES =
  /^AWS::(Batch|Budgets|CloudWatch|DynamoDB::Table|ECR::Repository|EFS|Events|IAM|KMS|Lambda|Logs|S3|SNS|SQS|SSM::Parameter|Scheduler|SecretsManager|StepFunctions)(::|$)/;
const NETWORK =
  /^AWS::EC2::(EIP|FlowLog|InternetGateway|LaunchTemplate|NatGateway|PlacementGroup|Route|RouteTable|SecurityGroup|SecurityGroupEgress|SecurityGroupIngress|Subnet|SubnetRouteTableAssociation|VPC|VPCEndpoint|VPCGatewayAttachment)$/;

export function tables() {
  const spec = loadAwsServiceSpecSync();
  const replacing = {};
  const names = {};
  for (const resource of spec.all('resource')) {
    const type = resource.cloudFormationType;
    if (!SERVICES.test(type) && !NETWORK.test(type)) continue;
    const found = new Set();
    walk(spec, resource.properties, '', [], found);
    // What stands below a property that replaces is said by that property.
    const paths = [...found]
      .filter((path) => ![...found].some((other) => path.startsWith(`${other.replace('?', '')}.`)))
      .sort();
    replacing[type] = paths.join(' ');
    // A name that is unique within something else only is no name by which another resource could be in the way.
    if ((resource.primaryIdentifier ?? []).length > 1) continue;
    const tail = type.split('::').at(-1);
    const name = paths.find((path) => path.endsWith('Name') && `${tail}Name`.endsWith(path));
    if (name !== undefined) names[type] = name;
  }
  return { replacing: sorted(replacing), names: sorted(names) };
}

function walk(spec, properties, prefix, above, found) {
  for (const [name, { causesReplacement, type }] of Object.entries(properties)) {
    const path = prefix === '' ? name : `${prefix}.${name}`;
    if (causesReplacement === 'yes') found.add(path);
    else if (causesReplacement === 'maybe') found.add(`${path}?`);
    const element = type?.type === 'array' ? type.element : type;
    const reference = element?.type === 'ref' ? element.reference.$ref : undefined;
    if (reference === undefined || above.includes(reference)) continue;
    walk(spec, spec.get('typeDefinition', reference).properties, path, [...above, reference], found);
  }
}

const sorted = (record) => Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

const render = (name, record, comment) =>
  `${comment}\nexport const ${name}: Readonly<Record<string, string>> = {\n${Object.entries(record)
    .map(([type, text]) => `  '${type}':${text.length > 90 ? '\n   ' : ''} '${text}',\n`)
    .join('')}};\n`;

if (process.argv[1] === import.meta.filename) {
  const { replacing, names } = tables();
  const text = `// Written by scripts/replacement-table.mjs from the resource specification of AWS (@aws-cdk/aws-service-spec).
${render(
  'REPLACING',
  replacing,
  `/**
 * Properties whose change makes CloudFormation replace the resource, by type; with a question mark those of which the
 * specification says "sometimes". A type that is not here was not looked up.
 */`,
)}
${render('PHYSICAL_NAMES', names, '/** The property with which a resource of a type gets a physical name. */')}`;
  writeFileSync(join(import.meta.dirname, '..', 'model', 'src', 'review', 'replacement-table.ts'), text);
}

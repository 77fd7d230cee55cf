import { fail, inside, type Place } from './problem';
import { isObject, type Json, type JsonObject, show } from './value';

/** A resource as its template declares it, nothing evaluated. */
export interface Resource {
  readonly type: string;
  readonly properties: JsonObject;
  readonly condition: string | undefined;
  readonly dependsOn: readonly string[];
  readonly metadata: JsonObject;
  /** `Retain`, `Snapshot`, ...; `undefined` where the template says nothing, which mostly means `Delete`. */
  readonly deletionPolicy: string | undefined;
  readonly updateReplacePolicy: string | undefined;
}

/** A CloudFormation template, checked for its outer shape only. */
export interface TemplateDocument {
  readonly parameters: JsonObject;
  readonly mappings: JsonObject;
  readonly conditions: JsonObject;
  readonly resources: ReadonlyMap<string, Resource>;
  readonly outputs: JsonObject;
}

/**
 * @throws Failure when a section is not an object, or a resource has no type
 */
export function readTemplate(value: Json, stack: string): TemplateDocument {
  const place: Place = { stack, path: [] };
  if (!isObject(value)) fail(place, 'UNREADABLE', `expected a template, a JSON object; got ${show(value)}`);
  const section = (name: string): JsonObject => {
    const found = value[name] ?? {};
    if (!isObject(found)) fail(inside(place, name), 'UNREADABLE', `expected an object; got ${show(found)}`);
    return found;
  };
  const resources = new Map<string, Resource>();
  for (const [logicalId, declared] of Object.entries(section('Resources'))) {
    resources.set(logicalId, readResource(declared, { stack, logicalId, path: ['Resources', logicalId] }));
  }
  return {
    parameters: section('Parameters'),
    mappings: section('Mappings'),
    conditions: section('Conditions'),
    resources,
    outputs: section('Outputs'),
  };
}

function readResource(declared: Json, place: Place): Resource {
  if (place.logicalId?.startsWith('Fn::') === true) {
    fail(
      place,
      'UNSUPPORTED',
      'functions that make resources are not evaluated here; synthesize the resources instead',
    );
  }
  if (!isObject(declared) || typeof declared.Type !== 'string') {
    fail(place, 'UNREADABLE', `expected a resource with a Type; got ${show(declared)}`);
  }
  const {
    Type,
    Properties = {},
    Condition,
    DependsOn = [],
    Metadata = {},
    DeletionPolicy,
    UpdateReplacePolicy,
  } = declared;
  if (!isObject(Properties))
    fail(inside(place, 'Properties'), 'INVALID', `expected an object; got ${show(Properties)}`);
  const names = Array.isArray(DependsOn) ? (DependsOn as readonly Json[]) : [DependsOn];
  const dependsOn = names.map((name) =>
    typeof name === 'string'
      ? name
      : fail(inside(place, 'DependsOn'), 'INVALID', `expected logical ids; got ${show(name)}`),
  );
  return {
    type: Type,
    properties: Properties,
    condition: typeof Condition === 'string' ? Condition : undefined,
    dependsOn,
    metadata: isObject(Metadata) ? Metadata : {},
    deletionPolicy: typeof DeletionPolicy === 'string' ? DeletionPolicy : undefined,
    updateReplacePolicy: typeof UpdateReplacePolicy === 'string' ? UpdateReplacePolicy : undefined,
  };
}
